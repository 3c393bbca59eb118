package com.nexora.streams.privacy.redact;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every text. */
final class RedactorLawsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Redactor REDACTOR = Redactor.shipped();
  private static final Path BASE = Path.of(System.getProperty("nexora.basedir", "."));

  @Property(tries = 500)
  void shouldChangeNothingTheSecondTime(@ForAll final long seed) throws IOException {
    // Given
    final String json = JSON.writeValueAsString(document(new Random(seed), 0));

    // When
    final String once = REDACTOR.redactJson(json).text();
    final Redacted twice = REDACTOR.redactJson(once);

    // Then
    assertThat(twice.text()).isEqualTo(once);
  }

  @Property(tries = 500)
  void shouldKeepJsonAndItsShape(@ForAll final long seed) throws IOException {
    // Given
    final JsonNode before = document(new Random(seed), 0);

    // When
    final JsonNode after =
        JSON.readTree(REDACTOR.redactJson(JSON.writeValueAsString(before)).text());

    // Then
    assertSameShape(before, after);
  }

  @Property(tries = 500)
  void shouldKeepJsonAndItsLengthWhenMasking(@ForAll final long seed) throws IOException {
    // Given
    final byte[] before = JSON.writeValueAsBytes(document(new Random(seed), 0));

    // When
    final byte[] after = REDACTOR.masked(before, Body.FREE, REDACTOR.tally());

    // Then
    assertThat(after).hasSameSizeAs(before);
    assertThat(JSON.readTree(after)).isNotNull();
  }

  @Property(tries = 2000)
  void shouldSurviveAnyText(
      @ForAll
          @StringLength(max = 60)
          @Chars({
            '{', '}', '[', ']', '"', '\\', ':', ',', '@', '-', '.', '+', '=', '/', '1', '4', 'A',
            'K', 'I', 'e', 'y', 'J', 'b', ' ', 'u', '0', '\u00e9', '\u200b', '\uff11', '\ud83d'
          })
          final String text) {
    // When
    REDACTOR.redactText(text);
    REDACTOR.redactTyped(text);
    REDACTOR.masked(text.getBytes(StandardCharsets.UTF_8), Body.FREE, REDACTOR.tally());
    final String json = REDACTOR.redactJson(text).text();

    // Then
    assertThat(json).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eyJ-",
        "eyJa.",
        "ghp_",
        "SG.",
        "1",
        "1 ",
        "1-",
        "a@",
        "a@b.",
        "://a:",
        "://a:b@",
        "password=",
        "password=\"",
        "cookie: ***",
        "pwd: ",
        "Bearer ",
        "basic a",
        "-----BEGIN PRIVATE KEY-----",
        "Q~",
        "8Q~",
        "--token ",
        "[",
        "{\"a\":",
        "\\\\",
        "\\u00",
        "DE89 ",
        "+4",
        "(555) ",
        "<pwd>",
        "A",
        "aB1/",
        "4111-",
        "\"",
        "x=y:z>"
      })
  void shouldTakeLinearTimeForHostileText(final String piece) {
    // Given
    final String text = piece.repeat(1_000_000 / piece.length());

    // When
    // Then
    org.junit.jupiter.api.Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          REDACTOR.redactText(text);
          REDACTOR.redactJson(
              "{\"a\":\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}");
          REDACTOR.masked(text.getBytes(StandardCharsets.UTF_8), Body.FREE, REDACTOR.tally());
        });
  }

  @Test
  void shouldKeepSampleBodiesValidAndCorrelatable() throws IOException {
    // Given
    final List<String> bodies = Files.readAllLines(BASE.resolve("samples/cloudtrail.ndjson"));

    // When
    // Then
    for (final String body : bodies) {
      assertTyped(body);
    }
  }

  @Test
  void shouldKeepPublicTrailsValidAndCorrelatable() throws IOException {
    // Given
    final Path file = BASE.resolve("../shared/data/stratus-detonations-cloudtrail.ndjson.gz");
    Assumptions.assumeTrue(Files.exists(file), "the shared data is not here");
    final String lines;
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      lines = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    // When
    // Then
    for (final String body : lines.lines().toList()) {
      assertTyped(body);
    }
  }

  /** Only names of secrets lose their values; who, what, when and by which credential stays. */
  private static void assertTyped(final String body) throws IOException {
    final JsonNode before = JSON.readTree(body);
    final Redacted redacted = REDACTOR.redactTyped(body);
    final JsonNode after = JSON.readTree(redacted.text());
    assertSameShape(before, after);
    for (final String path :
        List.of(
            "/userIdentity",
            "/eventName",
            "/eventSource",
            "/eventTime",
            "/sourceIPAddress",
            "/responseElements/credentials/accessKeyId",
            "/eventID",
            "/recipientAccountId")) {
      assertThat(after.at(path)).as("%s of %s", path, redacted).isEqualTo(before.at(path));
    }
    final JsonNode token = after.at("/responseElements/credentials/sessionToken");
    assertThat(token.isMissingNode() || token.asText().equals(Redactor.MARKER)).isTrue();
  }

  private static void assertSameShape(final JsonNode before, final JsonNode after) {
    if (after.isTextual()
        && (after.asText().startsWith(Redactor.MARKER) || after.asText().contains("****"))) {
      return;
    }
    if (before.isObject()) {
      assertThat(after.size()).isLessThanOrEqualTo(before.size());
      before
          .properties()
          .forEach(
              field -> {
                if (after.has(field.getKey())) {
                  assertSameShape(field.getValue(), after.get(field.getKey()));
                }
              });
    } else if (before.isArray()) {
      assertThat(after).hasSameSizeAs(before);
      for (int i = 0; i < before.size(); i++) {
        assertSameShape(before.get(i), after.get(i));
      }
    } else if (!before.isTextual()) {
      assertThat(after).isEqualTo(before);
    }
  }

  /** A made-up document: nested, with secrets, keys of secrets and harmless values. */
  private static JsonNode document(final Random random, final int depth) {
    final int kind = random.nextInt(depth > 4 ? 5 : 8);
    if (depth == 0 || kind == 5 || kind == 6) {
      final ObjectNode object = JSON.createObjectNode();
      for (int i = random.nextInt(5); i >= 0; i--) {
        object.set(key(random), document(random, depth + 1));
      }
      return object;
    }
    if (kind == 7) {
      final ArrayNode array = JSON.createArrayNode();
      for (int i = random.nextInt(4); i > 0; i--) {
        array.add(document(random, depth + 1));
      }
      return array;
    }
    return switch (kind) {
      case 0 -> JSON.getNodeFactory().textNode("x " + secret(random) + " y");
      case 1 -> JSON.getNodeFactory().numberNode(random.nextInt(1_000_000));
      case 2 -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
      case 3 -> JSON.getNodeFactory().textNode("{\"a\":\"" + random.nextInt() + "\",\"pwd\":1}");
      default -> JSON.getNodeFactory().textNode("caf\u00e9 \"quoted\" \\ " + random.nextInt());
    };
  }

  private static String secret(final Random random) {
    final var makers = List.copyOf(SecretSamples.kinds().values());
    return makers.get(random.nextInt(makers.size())).apply(random);
  }

  private static String key(final Random random) {
    return SecretSamples.pick(random, "a", "name", "count", "password", "apiKey", "note", "email")
        + (random.nextInt(4) == 0 ? "" : random.nextInt(100) + "x");
  }
}
