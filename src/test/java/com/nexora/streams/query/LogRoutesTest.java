package com.nexora.streams.query;

import static com.nexora.streams.query.QueryFixture.TENANT;
import static com.nexora.streams.testkit.Events.agentEvent;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.oracle.MerkleOracle;
import com.nexora.streams.audit.PublishedLog;
import com.nexora.streams.audit.note.SignedCheckpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The logs as files, fetched as a client of C2SP tlog-tiles fetches them. */
final class LogRoutesTest {

  private static final int ENTRIES = 600;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir private static Path directory;
  private static QueryFixture query;
  private static SealedKit log;

  @BeforeAll
  static void start() throws IOException {
    query = new QueryFixture(directory, Map.of());
    for (int i = 0; i < ENTRIES; i++) {
      query.kit.agents().pipe(agentEvent("task.started").entity("agent-" + i));
    }
    log = SealedKit.of(query.kit);
    query.log = log;
  }

  @AfterAll
  static void stop() {
    query.close();
  }

  @AfterEach
  void signAll() {
    query.log = log;
    query.storesReadable = true;
    log.sign(ENTRIES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/audit/log/0", "/audit/log/default/0"})
  void shouldLetAClientCheckTheWholeLogFromFiles(final String prefix) throws Exception {
    // Given
    final SignedCheckpoint signed = SignedCheckpoint.parse(bytes(prefix + "/checkpoint").body());
    assertThat(signed.verify(List.of(SealedKit.KEY.verifier()))).hasSize(1);
    final int size = (int) signed.checkpoint().size();

    // When
    final List<byte[]> entries = new ArrayList<>();
    final List<byte[]> leaves = new ArrayList<>();
    for (int tile = 0; tile * 256 < size; tile++) {
      final int width = Math.min(256, size - tile * 256);
      final String name = "%03d".formatted(tile) + (width == 256 ? "" : ".p/" + width);
      entries.addAll(bundle(bytes(prefix + "/tile/entries/" + name).body()));
      leaves.addAll(hashes(bytes(prefix + "/tile/0/" + name).body()));
    }

    // Then
    assertThat(size).isEqualTo(ENTRIES);
    assertThat(entries).hasSize(ENTRIES);
    assertThat(MerkleOracle.root(entries)).isEqualTo(signed.checkpoint().root());
    for (int i = 0; i < ENTRIES; i++) {
      assertThat(leaves.get(i)).isEqualTo(MerkleOracle.root(entries.subList(i, i + 1)));
    }
    assertThat(hashes(bytes(prefix + "/tile/1/000.p/2").body()))
        .containsExactly(
            MerkleOracle.root(entries.subList(0, 256)),
            MerkleOracle.root(entries.subList(256, 512)));
  }

  @Test
  void shouldSayThatFilesNeverChangeAndHeadsDo() throws Exception {
    // When
    final HttpResponse<byte[]> tile = bytes("/audit/log/0/tile/0/000");
    final HttpResponse<byte[]> bundle = bytes("/audit/log/0/tile/entries/002.p/88");
    final HttpResponse<byte[]> head = bytes("/audit/log/0/checkpoint");

    // Then
    assertThat(tile.headers().firstValue("Cache-Control")).get().asString().contains("immutable");
    assertThat(tile.headers().firstValue("Content-Type")).contains("application/octet-stream");
    assertThat(tile.body()).hasSize(8_192);
    assertThat(bundle.headers().firstValue("Cache-Control")).get().asString().contains("immutable");
    assertThat(head.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(head.headers().firstValue("Content-Type"))
        .get()
        .asString()
        .matches("(?i)text/plain; ?charset=utf-8");
  }

  @Test
  void shouldShowNoMoreThanTheSignedHeadCovers() throws Exception {
    // Given
    log.sign(300);

    // Then
    assertThat(bytes("/audit/log/0/tile/0/000").statusCode()).isEqualTo(200);
    assertThat(bytes("/audit/log/0/tile/0/001.p/44").statusCode()).isEqualTo(200);
    assertThat(bytes("/audit/log/0/tile/0/001.p/45").statusCode()).isEqualTo(404);
    assertThat(bytes("/audit/log/0/tile/0/001").statusCode()).isEqualTo(404);
    assertThat(bytes("/audit/log/0/tile/entries/001").statusCode()).isEqualTo(404);
    assertThat(bytes("/audit/log/0/tile/1/000.p/2").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/audit/log/1/checkpoint",
        "/audit/log/00/checkpoint",
        "/audit/log/x/checkpoint",
        "/audit/log/other/0/checkpoint",
        "/audit/log/short/0/checkpoint",
        "/audit/log/0/tile/8/000.p/1",
        "/audit/log/0/tile/0/0",
        "/audit/log/0/tile/0/000.p/256",
        "/audit/log/0/tile/0/x000/000",
        "/audit/log/0/tile/0/x999/x999/x999/x999/x999/999",
        "/audit/log/0/tile/7/x999/x999/999",
        "/audit/log/0/tile/entries/000.p/0",
        "/audit/log/0/tile/entries/entries"
      })
  void shouldKnowNoOtherNames(final String path) throws Exception {
    assertThat(bytes(path).statusCode()).isEqualTo(404);
  }

  @Test
  void shouldShowALogToAuditorsOfAllTenantsOnly() {
    // Given
    final String path = "/audit/log/0/tile/entries/000";

    // Then
    assertThat(query.get(path, query.tokenOf(TENANT)).statusCode()).isEqualTo(403);
    assertThat(query.get(path, token("*", "read")).body()).contains("missing-scope");
    assertThat(query.get(path, token(TENANT, "auditor")).body()).contains("wrong-tenant");
    assertThat(query.get(path, token("*", "auditor")).statusCode()).isEqualTo(200);
  }

  @Test
  void shouldSayTryAgainWhileTheTreeIsRestored() throws Exception {
    // Given
    query.storesReadable = false;

    // Then
    assertThat(bytes("/audit/log/0/tile/0/000").statusCode()).isEqualTo(503);
  }

  @Test
  void shouldSayThatNothingIsSignedYet() throws Exception {
    // Given
    query.log = PublishedLog.none();

    // Then
    assertThat(bytes("/audit/log/0/checkpoint").statusCode()).isEqualTo(404);
    assertThat(bytes("/audit/log/0/tile/0/000").statusCode()).isEqualTo(404);
  }

  @Test
  void shouldSayWhichEntryIsGone() throws Exception {
    // Given
    final byte[] gone = log.entries.set(300, new byte[] {1});
    query.log = log;

    // When
    final HttpResponse<byte[]> answer = bytes("/audit/log/0/tile/entries/001");

    // Then
    log.entries.set(300, gone);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("Entry 300");
  }

  private static String token(final String tenant, final String scope) {
    return query.tokens.mint("tester", tenant, Set.of(scope), Duration.ofHours(1));
  }

  private static HttpResponse<byte[]> bytes(final String path) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + query.server.port() + path))
            .header("Authorization", "Bearer " + query.tokenFor(path))
            .GET()
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static List<byte[]> bundle(final byte[] bytes) {
    final List<byte[]> entries = new ArrayList<>();
    final ByteBuffer in = ByteBuffer.wrap(bytes);
    while (in.hasRemaining()) {
      final byte[] entry = new byte[Short.toUnsignedInt(in.getShort())];
      in.get(entry);
      entries.add(entry);
    }
    return entries;
  }

  private static List<byte[]> hashes(final byte[] tile) {
    final List<byte[]> hashes = new ArrayList<>();
    for (int at = 0; at < tile.length; at += 32) {
      hashes.add(Arrays.copyOfRange(tile, at, at + 32));
    }
    return hashes;
  }
}
