package com.nexora.streams.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever is sent, the answer is one that openapi.yaml has, never a 5xx; nothing of what was
 * refused is repeated, and no memory stays behind.
 *
 * <p>The long run: {@code -Djqwik.tries.default=50000}.
 */
final class IntakeFuzzTest {

  private static final Contract CONTRACT = new Contract();

  /** Is in every value that is sent, never in a name. */
  private static final String SECRET = "s3cr3t";

  private static final List<String> FIELDS =
      List.of(
          "tenantId",
          "eventId",
          "eventType",
          "source",
          "action",
          "data",
          "entityId",
          "entityType",
          "timestamp",
          "correlationId",
          "metadata",
          "events",
          "id",
          "");

  private static boolean acceptedUnderAKey;
  private static QueryFixture query;
  private static String token;

  @BeforeContainer
  static void start() throws IOException {
    final Path directory = Files.createTempDirectory("intake-fuzz");
    query =
        new QueryFixture(
            directory,
            Map.of(
                "ingest.max.body.bytes", "100000",
                "ingest.max.bulk.events", "20",
                "ingest.max.stream.bytes", "200000",
                "ingest.tenant.requests.per.second", "1000000",
                "ingest.tenant.events.per.second", "1000000"));
    token = query.tokens.mint("sender", "tenant-a", Set.of("write"), Duration.ofHours(10));
  }

  @AfterContainer
  static void stop() {
    query.close();
  }

  /** One request. */
  record Shot(String path, String type, String encoding, String key, byte[] body) {

    @Override
    public String toString() {
      return path
          + " "
          + type
          + " "
          + encoding
          + " "
          + key
          + " "
          + new String(body, StandardCharsets.UTF_8);
    }
  }

  @Property(shrinking = ShrinkingMode.BOUNDED)
  void shouldAnswerAnythingAsDeclaredAndRepeatNothing(@ForAll("shots") final Shot shot) {
    // Given
    query.producer.clear();
    final HttpRequest.Builder request =
        query
            .request(shot.path())
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", shot.type())
            .POST(BodyPublishers.ofByteArray(shot.body()));
    if (!shot.encoding().isEmpty()) {
      request.header("Content-Encoding", shot.encoding());
    }
    if (!shot.key().isEmpty()) {
      request.header("Idempotency-Key", shot.key());
    }

    // When
    final HttpResponse<String> answer = query.send(request);

    // Then
    assertThat(answer.statusCode()).isLessThan(500);
    assertThat(CONTRACT.violations(shot.path(), "post", answer)).isEmpty();
    // An accepted event is answered by its id, which may be anything.
    assertThat(answer.body().replaceAll("\"eventId\":\"[^\"]*\"", ""))
        .doesNotContain(SECRET)
        .doesNotContain("Exception");
    if (query.producer.history().isEmpty()) {
      // What was accepted under a key is answered again, and not sent again.
      if (shot.key().isEmpty() || !acceptedUnderAKey) {
        assertThat(answer.body()).doesNotContain("\"status\":\"accepted\"");
      }
    } else {
      assertThat(answer.statusCode()).isIn(202, 207);
      acceptedUnderAKey |= !shot.key().isEmpty();
    }
    assertThat(query.server.memoryInUse()).isZero();
  }

  @Provide
  Arbitrary<Shot> shots() {
    final Arbitrary<byte[]> bodies =
        Arbitraries.frequencyOf(
            Tuple.of(5, events().map(IntakeFuzzTest::bytes)),
            Tuple.of(4, lists().map(IntakeFuzzTest::bytes)),
            Tuple.of(3, lines().map(IntakeFuzzTest::bytes)),
            Tuple.of(2, json(3).map(IntakeFuzzTest::bytes)),
            Tuple.of(4, damaged()),
            Tuple.of(1, Arbitraries.bytes().array(byte[].class).ofMaxSize(200)));
    return Combinators.combine(
            Arbitraries.of("/events", "/events/bulk"),
            Arbitraries.frequency(
                Tuple.of(6, "application/json"),
                Tuple.of(3, BodyForm.LINES),
                Tuple.of(1, "text/plain"),
                Tuple.of(1, "application/json; charset=x;;=")),
            Arbitraries.frequency(Tuple.of(6, ""), Tuple.of(2, "gzip"), Tuple.of(1, "x-gzip, br")),
            Arbitraries.frequency(Tuple.of(5, ""), Tuple.of(1, "key"), Tuple.of(1, "a key")),
            bodies,
            Arbitraries.of(true, true, false))
        .as(
            (path, type, encoding, key, body, packs) ->
                new Shot(
                    path,
                    type,
                    encoding,
                    key,
                    packs && "gzip".equals(encoding) ? packed(body) : body));
  }

  /** Bodies that were well-formed until some bytes were changed, cut out or doubled. */
  private Arbitrary<byte[]> damaged() {
    return Combinators.combine(
            Arbitraries.oneOf(events(), lists(), lines()),
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, 400),
            Arbitraries.integers().between(1, 30),
            Arbitraries.bytes())
        .as(
            (text, kind, place, length, value) -> {
              final byte[] body = bytes(text);
              final int from = body.length == 0 ? 0 : place % body.length;
              final int to = Math.min(body.length, from + length);
              final ByteArrayOutputStream out = new ByteArrayOutputStream();
              out.write(body, 0, from);
              if (kind == 0) {
                out.write(value);
                out.write(body, to, body.length - to);
              } else if (kind == 1) {
                out.write(body, to, body.length - to);
              } else {
                out.write(body, from, to - from);
                out.write(body, from, body.length - from);
              }
              return out.toByteArray();
            });
  }

  private Arbitrary<String> lists() {
    return events()
        .list()
        .ofMaxSize(25)
        .map(list -> "{\"events\":[" + String.join(",", list) + "]}");
  }

  private Arbitrary<String> lines() {
    return events().list().ofMaxSize(8).map(list -> String.join("\n", list));
  }

  /** Events that are valid but for some fields, which hold anything. */
  private Arbitrary<String> events() {
    final Arbitrary<Map<String, String>> odd =
        Arbitraries.maps(Arbitraries.of(FIELDS), json(2)).ofMaxSize(2);
    return Combinators.combine(odd, Arbitraries.of("tenant-a", "tenant-a", "tenant-b"))
        .as(
            (fields, tenant) -> {
              final Map<String, String> all = new java.util.LinkedHashMap<>();
              all.put("tenantId", "\"" + tenant + "\"");
              all.put("eventType", "\"RISK_CREATED\"");
              all.put("source", "\"BACKEND_API\"");
              all.put("action", "\"create\"");
              all.put("data", "{\"note\":\"" + SECRET + "\"}");
              all.putAll(fields);
              return object(all);
            });
  }

  /** Any JSON, at most so deep. */
  private Arbitrary<String> json(final int depth) {
    final Arbitrary<String> leaves =
        Arbitraries.oneOf(
            Arbitraries.of(
                "null",
                "true",
                "0",
                "-1",
                "1e400",
                "99999999999999999999",
                "0.1",
                "\"\"",
                "\"\\u0000\"",
                "\"\\ud800\"",
                "\"2026-01-01T00:00:00Z\"",
                "1767600000000"),
            Arbitraries.strings()
                .ofMaxLength(20)
                .map(text -> "\"" + SECRET + text.replaceAll("[\\p{Cntrl}\"\\\\]", "") + "\""),
            Arbitraries.integers().between(1, 3_000).map(n -> "\"" + SECRET + "x".repeat(n) + "\""),
            Arbitraries.integers().between(1, 300).map(n -> "[".repeat(n) + "]".repeat(n)));
    if (depth == 0) {
      return leaves;
    }
    final Arbitrary<String> inner = json(depth - 1);
    return Arbitraries.frequencyOf(
        Tuple.of(4, leaves),
        Tuple.of(1, inner.list().ofMaxSize(4).map(list -> "[" + String.join(",", list) + "]")),
        Tuple.of(
            2,
            Arbitraries.maps(Arbitraries.of(FIELDS), inner)
                .ofMaxSize(3)
                .map(IntakeFuzzTest::object)));
  }

  private static String object(final Map<String, String> fields) {
    final StringBuilder json = new StringBuilder("{");
    fields.forEach(
        (name, value) ->
            json.append(json.length() == 1 ? "" : ",")
                .append('"')
                .append(name)
                .append("\":")
                .append(value));
    return json.append('}').toString();
  }

  private static byte[] bytes(final String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] packed(final byte[] body) {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    } catch (final IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
