package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nexora.oracle.NoteForge;
import com.nexora.streams.cli.AuditCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The commands on a copy of a partition's files: no broker, no registry, no network. */
final class AuditCommandTest {

  private static final String ORIGIN = "audit.example.com/default/0";
  private static final NoteForge SIGNER = new NoteForge(ORIGIN);

  @TempDir private Path directory;

  private final List<StoredRecord> log = SealedLog.random(100, 21).records();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldFindATrailIntactAndSayHowFarItIsSigned() throws Exception {
    // Given
    write(100);
    sign(60, 90);

    // When
    final int code = run("verify", "--key", SIGNER.vkey());

    // Then
    assertThat(code).as(out + "" + err).isZero();
    assertThat(out.toString())
        .contains("checkpoint of size 90")
        .contains("2 checkpoints have the log's roots; 10 entries since")
        .contains("intact: 100 records in 1 logs");
  }

  @Test
  void shouldSeeACutTailByItsCheckpoint() throws Exception {
    // Given
    write(80);
    sign(60, 90);

    // When
    final int code = run("verify", "--key", SIGNER.vkey());

    // Then
    assertThat(code).isEqualTo(21);
    assertThat(out.toString()).contains("TRUNCATED: log default/0, leaf 80 to 89");
  }

  @Test
  void shouldSayThatACutTailCannotBeSeenWithoutAKey() throws Exception {
    // Given
    write(80);
    sign(90);

    // When
    final int code = run("verify");

    // Then
    assertThat(code).isZero();
    assertThat(out.toString()).contains("a cut tail would not show: give --key VKEY");
  }

  @Test
  void shouldReadCheckpointsFromAFileToo() throws Exception {
    // Given
    write(80);
    final Path notes = directory.resolve("notes.txt");
    Files.write(notes, note(50));
    Files.write(notes, note(90), java.nio.file.StandardOpenOption.APPEND);

    // When
    final int code = run("verify", "--key", SIGNER.vkey(), "--checkpoints", notes.toString());

    // Then
    assertThat(code).isEqualTo(21);
    assertThat(out.toString()).contains("notes.txt:6");
  }

  @Test
  void shouldFindAnOldCheckpointStale() throws Exception {
    // Given
    write(100);
    sign(100);

    // When
    final int code = run("verify", "--key", SIGNER.vkey(), "--max-age", "1d");

    // Then
    assertThat(code).isEqualTo(22);
    assertThat(out.toString()).contains("STALE: log default/0");
  }

  @Test
  void shouldGoOnFromASavedHeadAndStillCompareRoots() throws Exception {
    // Given
    final Path head = directory.resolve("head.json");
    final SegmentFiles files = write(70);
    run("verify", "--save-head", head.toString());
    files.batch(1, log.subList(70, 100)).commit(1);
    sign(100);
    out.getBuffer().setLength(0);

    // When
    final int code = run("verify", "--key", SIGNER.vkey(), "--from-head", head.toString());

    // Then
    assertThat(code).as(out + "" + err).isZero();
    assertThat(out.toString())
        .contains("30 entries, leaf 70 to 99")
        .contains("1 checkpoints have the log's roots");
  }

  @Test
  void shouldFindWhatIsMissingBehindASavedHead() throws Exception {
    // Given
    final Path head = directory.resolve("head.json");
    final SegmentFiles files = write(70);
    run("verify", "--save-head", head.toString());
    final List<StoredRecord> rest = new ArrayList<>(log.subList(70, 100));
    rest.remove(3);
    files.batch(1, rest).commit(1);
    out.getBuffer().setLength(0);

    // When
    final int code = run("verify", "--from-head", head.toString());

    // Then
    assertThat(code).isEqualTo(11);
    assertThat(out.toString()).contains("MISSING: log default/0, leaf 73");
  }

  @Test
  void shouldNotBelieveASavedHeadThatSomebodyChanged() throws Exception {
    // Given
    final Path head = directory.resolve("head.json");
    final SegmentFiles files = write(64);
    run("verify", "--save-head", head.toString());
    final String saved = Files.readString(head);
    final int at = saved.indexOf('"', saved.indexOf("range")) + 12;
    Files.writeString(
        head,
        saved.substring(0, at) + (saved.charAt(at) == 'a' ? 'b' : 'a') + saved.substring(at + 1));
    files.batch(1, log.subList(64, 100)).commit(1);
    sign(100);

    // When
    final int code = run("verify", "--key", SIGNER.vkey(), "--from-head", head.toString());

    // Then
    assertThat(code).isEqualTo(15);
  }

  @Test
  void shouldProveAnEntrySoThatNobodyHasToBeAsked() throws Exception {
    // Given
    write(100);
    sign(60, 95);
    final Path evidence = directory.resolve("evidence.json");
    final String id = log.get(42).value().getAuditId();
    final String tenant = log.get(42).value().getTenantId();

    // When
    final int proven = run("prove", id, "--tenant", tenant, "--out", evidence.toString());
    final int checked = execute("verify", evidence.toString(), "--key", SIGNER.vkey());

    // Then
    assertThat(proven).as(err.toString()).isZero();
    assertThat(checked).as(out + "" + err).isZero();
    assertThat(out.toString()).contains("intact: leaf 42 of " + ORIGIN + " at 95");
  }

  @Test
  void shouldSayThatAnEntryIsNotSignedForYet() throws Exception {
    // Given
    write(100);
    sign(60);

    // When
    final int code =
        run(
            "prove",
            log.get(77).value().getAuditId(),
            "--tenant",
            log.get(77).value().getTenantId());

    // Then
    assertThat(code).isEqualTo(4);
    assertThat(err.toString()).contains("leaf 77 of log default/0").contains("try again");
  }

  @Test
  void shouldSayThatThereIsNoSuchEntry() throws Exception {
    // Given
    write(10);

    // When
    final int code = run("prove", "no-such-act", "--tenant", "acme");

    // Then
    assertThat(code).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"entry", "proof", "schema", "hmac"})
  void shouldNotBelieveEvidenceThatSomebodyChangedAnywhere(final String field) throws Exception {
    // Given
    write(50);
    sign(50);
    final Path evidence = directory.resolve("evidence.json");
    run(
        "prove",
        log.get(9).value().getAuditId(),
        "--tenant",
        log.get(9).value().getTenantId(),
        "--out",
        evidence.toString());
    final ObjectMapper mapper = new ObjectMapper();
    final ObjectNode json = (ObjectNode) mapper.readTree(evidence.toFile());
    final String whole = json.get(field).asText();
    final Path keys = directory.resolve("hmac.keys");
    Files.writeString(
        keys, "1:" + Base64.getEncoder().encodeToString("\7".repeat(32).getBytes("UTF-8")));
    keys.toFile().setReadable(false, false);
    keys.toFile().setReadable(true, true);
    final List<Integer> codes = new ArrayList<>();

    // When
    for (int at = 1; at < whole.length() - 1; at += Math.max(1, whole.length() / 60)) {
      final char other = whole.charAt(at) == 'A' ? 'B' : 'A';
      json.put(field, whole.substring(0, at) + other + whole.substring(at + 1));
      mapper.writeValue(evidence.toFile(), json);
      codes.add(
          execute(
              "verify",
              evidence.toString(),
              "--key",
              SIGNER.vkey(),
              "--hmac-keys",
              keys.toString()));
    }

    // Then
    assertThat(codes).isNotEmpty().allMatch(code -> code >= 10);
  }

  @Test
  void shouldNotTakeTheKeyFromTheEvidenceItself() throws Exception {
    // Given
    write(50);
    sign(50);
    final Path evidence = directory.resolve("evidence.json");
    run(
        "prove",
        log.get(9).value().getAuditId(),
        "--tenant",
        log.get(9).value().getTenantId(),
        "--key",
        SIGNER.vkey(),
        "--out",
        evidence.toString());

    // When
    final int none = execute("verify", evidence.toString());
    final int other = execute("verify", evidence.toString(), "--key", new NoteForge(ORIGIN).vkey());

    // Then
    assertThat(none).isEqualTo(2);
    assertThat(other).isEqualTo(17);
  }

  private SegmentFiles write(final int entries) {
    return new SegmentFiles(directory, 0, Compression.lz4().build())
        .batch(1, log.subList(0, entries))
        .commit(1);
  }

  private void sign(final int... sizes) {
    final SegmentFiles notes =
        new SegmentFiles(directory.resolve("audit.checkpoints-0"), Compression.NONE);
    for (final int size : sizes) {
      notes.value(note(size));
    }
  }

  private byte[] note(final int size) {
    final List<byte[]> leaves = new ArrayList<>();
    for (final StoredRecord record : log.subList(0, size)) {
      final byte[] hash = new byte[32];
      record.value().getLeafHash().duplicate().get(hash);
      leaves.add(hash);
    }
    return SIGNER.sign(ORIGIN, size, NoteForge.root(leaves));
  }

  private int run(final String command, final String... more) {
    final List<String> arguments =
        new ArrayList<>(List.of(command, "--segments", directory.toString()));
    arguments.addAll(List.of(more));
    return execute(arguments.toArray(String[]::new));
  }

  private int execute(final String... arguments) {
    return new CommandLine(new AuditCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
