package com.nexora.streams.query;

import static com.nexora.streams.query.QueryFixture.TENANT;
import static com.nexora.streams.testkit.Events.audit;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.AuditEvent;
import com.nexora.oracle.MerkleOracle;
import com.nexora.streams.audit.CheckpointTrust;
import com.nexora.streams.audit.TrailLog;
import com.nexora.streams.audit.checkpoint.CheckpointKeys;
import com.nexora.streams.audit.evidence.Evidence;
import com.nexora.streams.audit.evidence.EvidenceCheck;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.audit.note.SignerKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A retention class beside the default: its log is served and its entries are proven like others.
 */
final class ClassLogTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = CheckpointKeys.generate(SealedKit.INSTALLATION);
  private static final CheckpointKeys KEYS = CheckpointKeys.parse(SECRET, SealedKit.INSTALLATION);
  private static final TrailLog BRIEF = new TrailLog("short", 0);

  @TempDir private Path directory;
  private QueryFixture query;
  private SealedKit log;

  @BeforeEach
  void start() throws Exception {
    query = new QueryFixture(directory, Map.of("audit.retention.classes", "short"));
    act("kept-by-default", List.of());
    for (int i = 0; i < 5; i++) {
      act("brief-" + i, List.of("SOC2"));
    }
    log = SealedKit.of(query.kit, BRIEF);
    log.signer = SignerKey.parse(SECRET).named(SealedKit.INSTALLATION + "/short/0");
    log.sign(5);
    query.log = log;
    query.signingKeys = Optional.of(KEYS);
  }

  @AfterEach
  void stop() {
    query.close();
  }

  @Test
  void shouldServeTheFilesOfTheClassUnderItsName() throws Exception {
    // When
    final SignedCheckpoint head = SignedCheckpoint.parse(bytes("checkpoint").body());
    final byte[] hashes = bytes("tile/0/000.p/5").body();
    final byte[] entries = bytes("tile/entries/000.p/5").body();

    // Then
    assertThat(head.verify(KEYS.verifiers("short/0"))).hasSize(1);
    assertThat(head.checkpoint().origin()).isEqualTo("nexora.example/short/0");
    assertThat(head.checkpoint().root()).isEqualTo(MerkleOracle.root(log.entries));
    assertThat(hashes).hasSize(5 * 32).startsWith(MerkleOracle.root(log.entries.subList(0, 1)));
    assertThat(entries).endsWith(log.entries.get(4));
    assertThat(query.get("/audit/log/0/checkpoint").statusCode()).isEqualTo(404);
    assertThat(query.get("/audit/log/short/1/checkpoint").statusCode()).isEqualTo(404);
  }

  @Test
  void shouldProveAnEntryOfTheClassAndNameTheKeysThatSigned() throws Exception {
    // When
    final HttpResponse<String> answer = query.get("/audit/" + TENANT + "/brief-3/proof");

    // Then
    final Evidence evidence = Evidence.parse(answer.body());
    assertThat(
            new EvidenceCheck(CheckpointTrust.ofKeys(KEYS.verifiers("short/0")), null)
                .check(evidence)
                .findings())
        .isEmpty();
    assertThat(evidence.proof().checkpoint().checkpoint().origin())
        .isEqualTo("nexora.example/short/0");
    assertThat(JSON.readTree(answer.body()).at("/trust/keys"))
        .singleElement()
        .extracting(key -> key.asText())
        .isEqualTo(KEYS.signing().toString());
  }

  @Test
  void shouldNameNoKeyOfTheInstallationThatDidNotSign() throws Exception {
    // Given
    query.signingKeys =
        Optional.of(
            CheckpointKeys.parse(
                CheckpointKeys.generate(SealedKit.INSTALLATION), SealedKit.INSTALLATION));

    // When
    final HttpResponse<String> answer = query.get("/audit/" + TENANT + "/brief-3/proof");

    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(answer.body()).at("/trust/keys")).isEmpty();
  }

  private void act(final String id, final List<String> frameworks) {
    final AuditEvent act = audit().of(TENANT).id(id).build();
    act.setCategory("SYSTEM");
    act.setFrameworks(frameworks);
    query.kit.audits().pipe(act);
  }

  private HttpResponse<byte[]> bytes(final String file) throws Exception {
    final String path = "/audit/log/short/0/" + file;
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + query.server.port() + path))
                .header("Authorization", "Bearer " + query.tokenFor(path))
                .GET()
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }
}
