package com.nexora.streams.query;

import static com.nexora.streams.query.QueryFixture.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.streams.audit.CheckpointTrust;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.audit.PublishedLog;
import com.nexora.streams.audit.TrailLog;
import com.nexora.streams.audit.TreeReader;
import com.nexora.streams.audit.evidence.Evidence;
import com.nexora.streams.audit.evidence.EvidenceCheck;
import com.nexora.streams.audit.merkle.CompactRange;
import com.nexora.streams.audit.note.Checkpoint;
import com.nexora.streams.audit.note.SignatureType;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.audit.note.SignerKey;
import com.nexora.streams.catalogue.Stores;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running instance hands out as evidence is believed by who has the keys, and only then. */
final class AuditProofTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SignerKey SIGNER =
      SignerKey.generate("nexora-test/default/0", SignatureType.ED25519);

  @TempDir private Path directory;

  private QueryFixture query;

  @BeforeEach
  void start() throws Exception {
    query = new QueryFixture(directory, Map.of()).withData();
    query.log = signed();
  }

  @AfterEach
  void stop() {
    query.close();
  }

  @Test
  void shouldProveEveryEntryOfATenant() throws Exception {
    // Given
    final EvidenceCheck check =
        new EvidenceCheck(
            CheckpointTrust.ofKeys(List.of(SIGNER.verifier())),
            HmacKeys.parse("1:" + Base64.getEncoder().encodeToString(new byte[32])));

    // When
    final List<EvidenceCheck.Verdict> verdicts = new ArrayList<>();
    for (final String id : ids()) {
      verdicts.add(check.check(Evidence.parse(query.get(proof(id)).body())));
    }

    // Then
    assertThat(verdicts).hasSizeGreaterThan(20);
    assertThat(verdicts).allSatisfy(verdict -> assertThat(verdict.findings()).isEmpty());
  }

  @Test
  void shouldAskToWaitWhileNoCheckpointCoversTheEntry() throws Exception {
    // Given
    final String id = ids().get(0);
    query.log = PublishedLog.none();

    // When
    final HttpResponse<String> answer = query.get(proof(id));

    // Then
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.body()).contains("No checkpoint covers the entry");
  }

  @Test
  void shouldSayThatThereIsNoSuchEntry() {
    // When
    final HttpResponse<String> answer = query.get(proof("no-such-act"));

    // Then
    assertThat(answer.statusCode()).isEqualTo(404);
  }

  /** The log with a head signed just now. */
  private PublishedLog signed() {
    final CompactRange range =
        new TreeReader(
                query.kit.keyValueStore(Stores.AUDIT_CHAINS),
                query.kit.keyValueStore(Stores.AUDIT_TILES))
            .range();
    final byte[] note =
        SignedCheckpoint.sign(
                new Checkpoint(SIGNER.verifier().name(), range.size(), range.root()), SIGNER)
            .bytes();
    return new PublishedLog() {
      @Override
      public Optional<Head> head(final TrailLog log, final long wanted) {
        return Optional.of(new Head(note, range.size()));
      }

      @Override
      public List<byte[]> entries(final TrailLog log, final long first, final List<byte[]> hashes) {
        return List.of();
      }
    };
  }

  private List<String> ids() throws Exception {
    final JsonNode entries = JSON.readTree(query.get("/audit/" + TENANT + "?limit=100").body());
    final List<String> ids = new ArrayList<>();
    entries.get("items").forEach(entry -> ids.add(entry.get("auditId").asText()));
    return ids;
  }

  private static String proof(final String id) {
    return "/audit/"
        + TENANT
        + "/"
        + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20")
        + "/proof";
  }
}
