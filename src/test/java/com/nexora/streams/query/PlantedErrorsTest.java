package com.nexora.streams.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.privacy.redact.SecretSamples;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * The law of redaction for answers: whatever secret is sent to whatever route of openapi.yaml, in
 * the path, a parameter, a header or the body, no error repeats it.
 */
final class PlantedErrorsTest {

  private static final Contract CONTRACT = new Contract();

  /** May stay in paths, which are made of identities. */
  private static final Set<String> IDENTIFIERS = Set.of("e-mail", "aws access key id");

  private static final int REFUSED = 207;

  private static QueryFixture query;
  private static String token;

  private final Map<String, String> planted = new TreeMap<>();

  @BeforeContainer
  static void start() throws IOException {
    final Path directory = Files.createTempDirectory("planted-errors");
    query =
        new QueryFixture(
            directory,
            Map.of(
                "ingest.tenant.requests.per.second", "1000000",
                "ingest.tenant.events.per.second", "1000000"));
    token =
        query.tokens.mint(
            "tester", "tenant-a", Set.of("read", "write", "admin", "auditor"), Duration.ofHours(1));
  }

  @AfterContainer
  static void stop() {
    query.close();
  }

  @Property(tries = 2, shrinking = ShrinkingMode.OFF)
  void shouldRepeatNoSecretInAnyError(@ForAll final long seed) {
    // Given
    final Random random = new Random(seed);
    final List<String> leaks = new ArrayList<>();
    int errors = 0;
    for (final String path : CONTRACT.paths()) {
      for (final String method : CONTRACT.methods(path)) {
        for (final var kind : SecretSamples.kinds().entrySet()) {
          planted.clear();
          final HttpRequest.Builder request =
              request(method, path, random, kind.getKey(), kind.getValue());

          // When
          final HttpResponse<String> answer = query.send(request);

          // Then
          final boolean refused = answer.statusCode() >= 400 || answer.statusCode() == REFUSED;
          errors += refused ? 1 : 0;
          planted.forEach(
              (secret, where) -> {
                if (refused && answer.body().contains(secret)) {
                  leaks.add(method + " " + path + ": " + where + " in " + answer.body());
                }
              });
          assertThat(answer.statusCode()).as(method + " " + path).isNotEqualTo(500);
        }
      }
    }
    assertThat(leaks).isEmpty();
    assertThat(errors).isGreaterThan(CONTRACT.paths().size() * 10);
  }

  private HttpRequest.Builder request(
      final String method,
      final String path,
      final Random random,
      final String kind,
      final Function<Random, String> maker) {
    String address = path.replace("{tenant}", "tenant-a");
    final boolean inPath = random.nextBoolean() && !IDENTIFIERS.contains(kind);
    while (address.contains("{")) {
      final String value =
          inPath ? QueryFixture.encode(secret(maker.apply(random), kind + " in the path")) : "0";
      address = address.replaceFirst("\\{[^}]+}", java.util.regex.Matcher.quoteReplacement(value));
    }
    final String parameter =
        List.of("limit", "from", "cursor", "format", "unknown").get(random.nextInt(5));
    final String asked = secret(maker.apply(random), kind + " as the parameter " + parameter);
    final String key = secret(maker.apply(random), kind + " as a parameter");
    final String asking =
        "?"
            + parameter
            + "="
            + QueryFixture.encode(asked)
            + (random.nextBoolean() ? "&" + QueryFixture.encode(key) + "=1" : "");
    final HttpRequest.Builder request =
        query
            .request(random.nextBoolean() || "get".equals(method) ? address + asking : address)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", random.nextInt(4) == 0 ? BodyForm.LINES : "application/json")
            .header("If-Match", "\"" + header(maker.apply(random), kind + " in If-Match") + "\"")
            .header("Idempotency-Key", header(maker.apply(random), kind + " as the key"));
    return request.method(
        method.toUpperCase(java.util.Locale.ROOT),
        "get".equals(method)
            ? BodyPublishers.noBody()
            : BodyPublishers.ofString(body(path, random, kind, maker)));
  }

  /** A body that is wrong in one way or another, with the secret where it is wrong. */
  private String body(
      final String path,
      final Random random,
      final String kind,
      final Function<Random, String> maker) {
    final Map<String, String> fields = new LinkedHashMap<>();
    fields.put("tenantId", "\"tenant-a\"");
    fields.put("eventType", "\"RISK_CREATED\"");
    fields.put("source", "\"BACKEND_API\"");
    fields.put("action", "\"create\"");
    fields.put("data", "{}");
    final String text = "\"" + json(secret(maker.apply(random), kind + " in a field")) + "\"";
    final String name = json(secret(maker.apply(random), kind + " as a name"));
    final List<String> names =
        new ArrayList<>(
            List.of("eventType", "source", "data", "timestamp", "metadata", "criticality", "from"));
    names.addAll(Arrays.asList("redaction", "filters", "rateLimit", "reason", "until", "note"));
    fields.put(names.get(random.nextInt(names.size())), text);
    if (random.nextBoolean()) {
      fields.put(name, text);
    }
    final StringBuilder event = new StringBuilder("{");
    fields.forEach(
        (field, value) ->
            event
                .append(event.length() == 1 ? "" : ",")
                .append('"')
                .append(field)
                .append("\":")
                .append(value));
    event.append(random.nextInt(5) == 0 ? "" : "}");
    return path.endsWith("/bulk") && random.nextInt(4) > 0
        ? "{\"events\":[" + event + ",{\"tenantId\":" + text + "}]}"
        : event.toString();
  }

  /** What a header can carry of it. */
  private String header(final String secret, final String where) {
    final String line = secret.replace("\n", " ");
    return secret(line.length() > 200 ? "x" : line, where);
  }

  private String secret(final String secret, final String where) {
    final String piece =
        secret.lines().reduce((a, b) -> a.length() > b.length() ? a : b).orElse(secret);
    if (piece.length() > 1) {
      planted.put(piece, where);
    }
    return secret;
  }

  private static String json(final String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
