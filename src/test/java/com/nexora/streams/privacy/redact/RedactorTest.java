package com.nexora.streams.privacy.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes out of a text, and what stays. */
final class RedactorTest {

  private static final String R = "[REDACTED]";

  private final Redactor redactor = Redactor.shipped();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "passwd",
        "pwd",
        "secret",
        "api_key",
        "apikey",
        "token",
        "auth_token",
        "access_token",
        "refresh_token",
        "private_key",
        "credentials",
        "ssn",
        "credit_card",
        "email",
        "auth",
        "authorization",
        "bearer",
        "jwt",
        "session",
        "cookie",
        "set_cookie",
        "phone",
        "address",
        "client_secret",
        "x_api_key",
        "accessToken",
        "client-secret",
        "X-Api-Key",
        "Set-Cookie",
        "APIKey",
        "ssh_key",
        "csrf_token",
        "webhook_secret",
        "dbPassword",
        "userpassword",
        "e-mail",
        "PASSWORD",
        "accesstoken",
        "password2",
        "db.password",
        "user[password]",
        "\\u0070assword",
        "pass\\u0077ord",
        "p\u0430ss.token"
      })
  void shouldRedactTheWholeSubtreeOfASensitiveKey(final String key) {
    // When
    final Redacted redacted = redactor.redactJson("{\"a\":1,\"" + key + "\":{\"x\":[\"y\"]}}");

    // Then
    assertThat(redacted.text()).isEqualTo("{\"a\":1,\"" + key + "\":\"[REDACTED]\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "partition_key",
        "partitionKey",
        "idempotency_key",
        "Idempotency-Key",
        "routing_key",
        "foreign_key",
        "primary_key",
        "sort_key",
        "next_page_token",
        "page_token",
        "cursor_token",
        "password_hash",
        "passwordHash",
        "card_last4",
        "email_domain",
        "key",
        "keys",
        "tokens",
        "max_tokens",
        "monkey",
        "author",
        "authority",
        "session_id",
        "ip_address",
        "tokenizer",
        "secretary",
        "emails_sent"
      })
  void shouldLeaveKeysThatAreNoSecrets(final String key) {
    // Given
    final String json = "{\"" + key + "\":\"4711 abc\"}";

    // When
    final Redacted redacted = redactor.redactJson(json);

    // Then
    assertThat(redacted.text()).isSameAs(json);
    assertThat(redacted.changed()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mail bob@example.com now|mail [REDACTED] now",
        "card 4111 1111 1111 1111.|card [REDACTED].",
        "card-4111111111111111|card-[REDACTED]",
        "4111-1111-1111-1111|[REDACTED]",
        "iban DE89 3704 0044 0532 0130 00 ok|iban [REDACTED] ok",
        "DE89370400440532013000|[REDACTED]",
        "ssn 123-45-6789|ssn [REDACTED]",
        "call +49 151 23456789|call [REDACTED]",
        "+1-555-0123|[REDACTED]",
        "+1 (555) 123-4567 x|[REDACTED] x",
        "1-800-555-0199|[REDACTED]",
        "(555) 123-4567|[REDACTED]",
        "555-123-4567|[REDACTED]",
        "phone 0151 23456789|phone [REDACTED]",
        "key AKIAIOSFODNN7EXAMPLE.|key [REDACTED].",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY|[REDACTED]",
        "id=ghp_abcdefghijklmnopqrstuvwxyz0123456789|id=[REDACTED]",
        "xoxb-123456789012-abcdefABCDEF|[REDACTED]",
        "sk_live_4eC39HqLyjWDarjtT1zdp7dc|[REDACTED]",
        "AIzaSyA1234567890abcdefghijklmnopqrstuv|[REDACTED]",
        "Authorization: Bearer abc123def456|Authorization: [REDACTED]",
        "got Bearer abc123def456 there|got [REDACTED] there",
        "Basic dXNlcjpwYXNzd29yZA==|[REDACTED]",
        "postgres://app:s3cret@db:5432/x|postgres://app:[REDACTED]@db:5432/x",
        "password=hunter2&x=1|password=[REDACTED]&x=1",
        "Server=a;Password=hunter 2;x|Server=a;Password=[REDACTED] 2;x",
        "--password hunter2 -v|--password [REDACTED] -v",
        "password: hunter2|password: [REDACTED]",
        "body {'token': 'abc'} sent|body {'token': '[REDACTED]'} sent",
        "<password>hunter2</password>|<password>[REDACTED]</password>",
        "４１１１ １１１１ １１１１ １１１１|[REDACTED]",
        "4111\u200b111111111111|[REDACTED]",
        "abc.8Q~x|abc.8Q~x",
        "zXy8Q~abcdefghijklmnopqrstuvwxyz0123456|[REDACTED]"
      })
  void shouldTakeSecretsOutOfText(final String text, final String expected) {
    // When
    final Redacted redacted = redactor.redactText(text);

    // Then
    assertThat(redacted.text()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111112",
        "0.4111111111111111",
        "order 12345678901234",
        "1700000000000",
        "550e8400-e29b-41d4-a716-446655440000",
        "v1.2.3-rc.4",
        "10.0.0.1:8080",
        "2026-01-15T10:00:00.123+0200",
        "react@18.2.0",
        "@scope/pkg@1.0",
        "root@localhost",
        "git@github.com:org/repo.git",
        "logo@2x.png",
        "bearer token expired",
        "Basic authentication failed",
        "token: expired",
        "password: must be set",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "https://example.com:8443/a?b=c",
        "session expired: please log in",
        "-----BEGIN CERTIFICATE-----",
        "000-12-3456",
        "GB82 WEST 1234 5698 7654 33"
      })
  void shouldLeaveWhatOnlyLooksLikeASecret(final String text) {
    // When
    final Redacted redacted = redactor.redactText(text);

    // Then
    assertThat(redacted.text()).isEqualTo(text);
  }

  @Test
  void shouldReplaceWhatIsDeeperThanTenLevels() {
    // Given
    final String ten = "[".repeat(10) + "1" + "]".repeat(10);
    final String eleven = "[".repeat(11) + "1" + "]".repeat(11);

    // When
    final Redacted deep = redactor.redactJson(eleven);

    // Then
    assertThat(redactor.redactJson(ten).text()).isEqualTo(ten);
    assertThat(deep.text()).isEqualTo("[".repeat(10) + "\"[REDACTED]\"" + "]".repeat(10));
    assertThat(deep.counts()).isEqualTo(Map.of("depth", 1L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":", "hello", "{\"a\":1}x", "[1,]", "{a:1}", "\"", "{\"a\" 1}"})
  void shouldReplaceWhatIsNoJson(final String text) {
    // When
    final Redacted redacted = redactor.redactJson(text);

    // Then
    assertThat(redacted.text()).isEqualTo("\"[REDACTED]\"");
    assertThat(redacted.counts()).isEqualTo(Map.of("unparsable", 1L));
  }

  @Test
  void shouldLookIntoJsonInAText() {
    // Given
    final String json = "{\"body\":\"{\\\"user\\\":\\\"a\\\",\\\"password\\\":\\\"x\\\\ny\\\"}\"}";

    // When
    final Redacted redacted = redactor.redactJson(json);

    // Then
    assertThat(redacted.text())
        .isEqualTo("{\"body\":\"{\\\"user\\\":\\\"a\\\",\\\"password\\\":\\\"[REDACTED]\\\"}\"}");
    assertThat(redacted.counts()).isEqualTo(Map.of("key-password", 1L));
  }

  @Test
  void shouldFindASecretThatEscapesSplit() {
    // Given
    final String json = "{\"a\":\"id AKIA\\u0049OSFODNN7\\u0045XAMPLE end\",\"b\":\"x\"}";

    // When
    final Redacted redacted = redactor.redactJson(json);

    // Then
    assertThat(redacted.text()).isEqualTo("{\"a\":\"id [REDACTED] end\",\"b\":\"x\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4111111111111111", "4111111111111111.0", "4.111111111111111e15"})
  void shouldFindACardThatIsANumber(final String number) {
    // When
    final Redacted redacted = redactor.redactJson("{\"n\":" + number + "}");

    // Then
    assertThat(redacted.text()).isEqualTo("{\"n\":\"[REDACTED]\"}");
  }

  @Test
  void shouldTreatEveryOneOfDuplicateKeys() {
    // When
    final Redacted redacted = redactor.redactJson("{\"pwd\":\"a\",\"pwd\":\"b\"}");

    // Then
    assertThat(redacted.text()).isEqualTo("{\"pwd\":\"" + R + "\",\"pwd\":\"" + R + "\"}");
  }

  @Test
  void shouldKeepIdentifiersOfTypedBodies() {
    // Given
    final String body =
        "{\"accessKeyId\":\"AKIAIOSFODNN7EXAMPLE\",\"session\":{\"uid\":\"s-1\"},"
            + "\"user\":\"bob@example.com\",\"credentials\":{\"accessKeyId\":\"ASIAIOSFODNN7EXAMPLE\","
            + "\"secretAccessKey\":\"x\",\"sessionToken\":\"y\"},\"manageMasterUserPassword\":true}";

    // When
    final Redacted redacted = redactor.redactTyped(body);

    // Then
    assertThat(redacted.text())
        .isEqualTo(body.replace("\"x\"", "\"[REDACTED]\"").replace("\"y\"", "\"[REDACTED]\""));
  }

  @Test
  void shouldMaskBytesWithoutMovingAny() {
    // Given
    final byte[] bytes =
        "\u0001Pghp_abcdefghijklmnopqrstuvwxyz0123456789\u0002{\"password\":\"hunter2\"}"
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);

    // When
    final byte[] masked = redactor.masked(bytes, Body.FREE, redactor.tally());

    // Then
    assertThat(new String(masked, java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("\u0001P" + "*".repeat(40) + "\u0002{\"password\":\"*******\"}");
  }
}
