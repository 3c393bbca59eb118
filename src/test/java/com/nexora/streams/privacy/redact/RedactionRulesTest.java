package com.nexora.streams.privacy.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules from YAML, and what a tenant may make of them. */
final class RedactionRulesTest {

  private static final RedactionRules SHIPPED = RedactionYaml.shipped();

  private static String shippedText() {
    try (InputStream in = RedactionRulesTest.class.getResourceAsStream("/config/redaction.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (final IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Redactor redactor(final String from, final String to) {
    return Redactor.of(
        RedactionYaml.parse(shippedText().replace(from, to), "my.yaml"),
        (tenant, value) -> "hmac-" + tenant + value.length());
  }

  private static Redactor tightened(final Tightening.Rule... rules) {
    return Redactor.of(SHIPPED, (tenant, value) -> "hmac-" + tenant + value.length())
        .tightenedBy(new Tightening(List.of(rules)));
  }

  private static Tightening.Rule rule(
      final List<String> keys, final List<String> kinds, final String action) {
    return Tightening.Rule.of(keys, kinds, action);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max_depth: 10|max_depth: 0|my.yaml: needs the field \"max_depth\" as a number from 1 to 100",
        "max_depth: 10|max_dept: 10|my.yaml: has the unknown field \"max_dept\"",
        "jwt: {action: redact}|jwtt: {action: redact}|unknown kind of value \"jwtt\"",
        "jwt: {action: redact}|jwt: {action: hide}|field \"action\" is \"hide\"; it is one of: keep-last-4, encrypt, hash, redact",
        "jwt: {action: redact}|jwt: {action: encrypt}|jwt: action encrypt is for personal data",
        "identifiers: keep|identifiers: drop|field \"identifiers\" is \"drop\"; it is keep or hash",
        "names: [email]|names: ['E-Mail']|\"E-Mail\" is no pattern for keys",
        "sort: personal|sort: other|field \"sort\" is \"other\"; it is one of: secret, personal",
        "max_depth: 10|[|is not valid YAML"
      })
  void shouldRefuseWhatItDoesNotUnderstand(
      final String from, final String to, final String message) {
    // Given
    final String yaml = shippedText().replace(from, to);

    // When
    // Then
    assertThatThrownBy(() -> RedactionYaml.parse(yaml, "my.yaml"))
        .isInstanceOf(RedactionRulesException.class)
        .hasMessageContaining(message);
  }

  @Test
  void shouldNameAFileThatCannotBeRead() {
    // When
    // Then
    assertThatThrownBy(() -> RedactionYaml.load(Path.of("nowhere.yaml")))
        .hasMessageContaining("cannot read redaction rules nowhere.yaml");
  }

  @Test
  void shouldHashAndKeepTheLastFourWhereTheRulesSaySo() {
    // Given
    final Redactor hashing = redactor("email: {action: redact}", "email: {action: hash}");
    final Redactor keeping = redactor("card: {action: redact}", "card: {action: keep-last-4}");

    // When
    final String hashed = hashing.text("mail bob@example.com now", Body.FREE, "t", hashing.tally());
    final String kept = keeping.json("{\"n\":4111111111111111}", Body.FREE, "t", keeping.tally());

    // Then
    assertThat(hashed).isEqualTo("mail hmac-t15 now");
    assertThat(kept).isEqualTo("{\"n\":\"****1111\"}");
  }

  @Test
  void shouldNotWorkWithoutAKeyIfARuleHashes() {
    // Given
    final RedactionRules rules =
        RedactionYaml.parse(
            shippedText().replace("email: {action: redact}", "email: {action: hash}"), "x");

    // When
    // Then
    assertThatThrownBy(() -> Redactor.of(rules)).hasMessageContaining("no key for it here");
  }

  @Test
  void shouldMakePseudonymsOfIdentifiersIfToldSo() {
    // Given
    final Redactor redactor = redactor("identifiers: keep", "identifiers: hash");

    // When
    final String body =
        redactor.json(
            "{\"accessKeyId\":\"AKIAIOSFODNN7EXAMPLE\",\"who\":\"bob@example.com\"}",
            Body.TYPED,
            "t",
            redactor.tally());

    // Then
    assertThat(body).isEqualTo("{\"accessKeyId\":\"hmac-t20\",\"who\":\"hmac-t15\"}");
  }

  @Test
  void shouldTellWhatMustBeEncryptedAndRedactItElsewhere() {
    // Given
    final Redactor redactor =
        redactor("action: redact\n    names: [email]", "action: encrypt\n    names: [email]");

    // When
    // Then
    assertThat(redactor.mustEncrypt("{\"email\":\"x\"}")).isTrue();
    assertThat(redactor.mustEncrypt("{\"phone\":\"x\"}")).isFalse();
    assertThat(redactor.redactJson("{\"email\":\"x\"}").text())
        .isEqualTo("{\"email\":\"[REDACTED]\"}");
  }

  @Test
  void shouldRedactATenantsOwnKeysEvenWhereEverybodysRulesLetThemPass() {
    // Given
    final Redactor redactor =
        tightened(rule(List.of("nickname", "partition_key", "my_*"), List.of(), "redact"));

    // When
    final String text =
        redactor
            .redactJson(
                "{\"nickName\":\"a\",\"partition_key\":\"b\",\"my_dog\":\"c\",\"other\":\"d\"}")
            .text();

    // Then
    assertThat(text)
        .isEqualTo(
            "{\"nickName\":\"[REDACTED]\",\"partition_key\":\"[REDACTED]\",\"my_dog\":\"[REDACTED]\",\"other\":\"d\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "password|keep-last-4|sets the key password to keep-last-4, but everybody's rules say redact",
        "email|hash|sets the key email to hash, but everybody's rules say redact",
        "ssh_key|encrypt|sets the key ssh_key to encrypt, but everybody's rules say redact",
        "*_id|hash|patterns may meet keys that everybody's rules redact",
        "Nick|redact|\"Nick\" is no pattern for keys",
        "nick|shred|has the action \"shred\"; it is one of"
      })
  void shouldNotLetATenantLoosenKeys(final String key, final String action, final String message) {
    // When
    // Then
    assertThatThrownBy(() -> tightened(rule(List.of(key), List.of(), action)))
        .isInstanceOf(RedactionRulesException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jwt|keep-last-4|sets the scanner jwt to keep-last-4, but everybody's rules say redact",
        "jvt|redact|names the scanner \"jvt\"; there are: jwt"
      })
  void shouldNotLetATenantLoosenScanners(
      final String kind, final String action, final String message) {
    // When
    // Then
    assertThatThrownBy(() -> tightened(rule(List.of(), List.of(kind), action)))
        .isInstanceOf(RedactionRulesException.class)
        .hasMessageContaining(message);
  }

  @Test
  void shouldLetATenantMakeALooserActionOfEverybodysStricter() {
    // Given
    final Redactor everybody = redactor("email: {action: redact}", "email: {action: hash}");

    // When
    final Redactor own =
        everybody.tightenedBy(new Tightening(List.of(rule(List.of(), List.of("email"), "redact"))));

    // Then
    assertThat(own.redactText("to bob@example.com").text()).isEqualTo("to [REDACTED]");
  }
}
