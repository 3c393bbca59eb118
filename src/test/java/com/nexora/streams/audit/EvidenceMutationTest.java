package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.oracle.EvidenceDamage;
import com.nexora.oracle.EvidenceDamages;
import com.nexora.oracle.NoteForge;
import com.nexora.oracle.TrailRecord;
import com.nexora.streams.cli.AuditCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * Damages the evidence of single entries in every way that we know, and expects the command to say
 * which way and where. A single entry has no neighbours: that one is missing, is there twice or
 * bears wrong headers only a trail can show.
 */
final class EvidenceMutationTest {

  private static final String ORIGIN = "nexora-test/default/0";
  private static final NoteForge SIGNER = new NoteForge(ORIGIN);
  private static final int SIZE = 40;

  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();

  static Stream<EvidenceDamage> damages() {
    return Stream.of(5, 21, SIZE - 2).flatMap(leaf -> damages(7L + leaf).of(leaf).stream());
  }

  private static EvidenceDamages damages(final long seed) {
    final Random random = new Random(seed);
    final List<TrailRecord> log =
        TrailSamples.rotated(TrailSamples.sealed(TrailSamples.acts(SIZE, 3, random)));
    return new EvidenceDamages(TrailSamples.FORGE, log, SIGNER, ORIGIN, schema(log), seed);
  }

  @ParameterizedTest
  @MethodSource("damages")
  void shouldNameAndLocateDamage(final EvidenceDamage damage) throws IOException {
    // Given
    final List<String> arguments = new ArrayList<>(arguments(damage.json()));
    if (!damage.checkpoints().isEmpty()) {
      arguments.addAll(List.of("--checkpoints", notes(damage.checkpoints())));
    }
    if (!damage.witness().isEmpty()) {
      arguments.addAll(List.of("--policy", policy(damage.witness())));
    }
    if (!damage.maxAge().isEmpty()) {
      arguments.addAll(List.of("--max-age", damage.maxAge()));
    }

    // When
    final int code = execute(arguments);

    // Then
    assertThat(code).as("%s: %s", damage, out).isEqualTo(exitCode(damage.kind()));
    assertThat(out.toString())
        .containsPattern("(?i)" + damage.kind() + ": | is no evidence: ")
        .contains(damage.place());
  }

  @Test
  void shouldKnowEveryKindThatASingleEntryCanShow() {
    // When
    final Set<String> kinds = new TreeSet<>();
    damages().forEach(damage -> kinds.add(damage.kind()));

    // Then
    assertThat(kinds)
        .containsExactlyInAnyOrder(
            "edited",
            "inserted",
            "reordered",
            "forked",
            "bad-hmac",
            "unknown-key",
            "undecodable",
            "truncated",
            "stale",
            "unsigned",
            "bad-signature");
    assertThat(damages().count()).isGreaterThan(150);
  }

  @Test
  void shouldNotAlarmOnUndamagedEvidence() throws IOException {
    for (int seed = 0; seed < 3; seed++) {
      final EvidenceDamages evidence = damages(100L + seed);
      for (final int leaf : IntStream.of(0, 1, 17, SIZE - 1).toArray()) {
        // When
        final int code = execute(arguments(evidence.intact(leaf)));

        // Then
        assertThat(code).as(out.toString()).isZero();
      }
    }
  }

  private List<String> arguments(final String json) throws IOException {
    final Path evidence = directory.resolve("evidence.json");
    Files.writeString(evidence, json);
    final Path keys = directory.resolve("hmac.keys");
    Files.writeString(keys, key(1, TrailSamples.FIRST_KEY) + key(2, TrailSamples.SECOND_KEY));
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    return List.of(
        "verify", evidence.toString(), "--key", SIGNER.vkey(), "--hmac-keys", keys.toString());
  }

  private static String key(final int version, final byte[] key) {
    return version + ":" + Base64.getEncoder().encodeToString(key) + "\n";
  }

  private String notes(final List<byte[]> notes) throws IOException {
    final ByteArrayOutputStream all = new ByteArrayOutputStream();
    notes.forEach(all::writeBytes);
    return Files.write(directory.resolve("notes"), all.toByteArray()).toString();
  }

  private String policy(final String witness) throws IOException {
    return Files.writeString(
            directory.resolve("policy"),
            "log %s\nwitness w %s\nquorum w\n".formatted(SIGNER.vkey(), witness))
        .toString();
  }

  private int execute(final List<String> arguments) {
    out.getBuffer().setLength(0);
    final PrintWriter printer = new PrintWriter(out, true);
    return new CommandLine(new AuditCommand())
        .setOut(printer)
        .setErr(printer)
        .execute(arguments.toArray(String[]::new));
  }

  private static int exitCode(final String label) {
    return Arrays.stream(DamageKind.values())
        .filter(kind -> kind.label().equals(label))
        .findFirst()
        .orElseThrow()
        .exitCode();
  }

  private static String schema(final List<TrailRecord> log) {
    final String hash = HexFormat.of().formatHex(TrailSamples.FORGE.entryBytes(log.get(0)), 0, 32);
    try {
      return Files.readString(
          Path.of("src/main/resources/audit-schemas", hash.toLowerCase(Locale.ROOT) + ".avsc"));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
