package com.nexora.streams.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.Destination;
import com.nexora.events.EventFilter;
import com.nexora.events.TenantConfig;
import com.nexora.events.TenantRedaction;
import com.nexora.streams.catalogue.TenantSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantConfigJsonTest {

  private static final TenantConfigJson JSON =
      new TenantConfigJson(
          TenantSettings.defaults(60, 5), Set.of("nhi.events", "threat.events", "grc.events"));
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final String FULL =
      """
      {"tenantId": "acme", "enabled": false, "topics": ["grc.events"],
       "filters": [{"eventTypes": ["A"], "sources": ["S"], "conditions": ["severity == 'HIGH'"]}],
       "destinations": [{"type": "redis", "enabled": false,
         "config": {"url": "redis://u:pw-1@cache:6379", "password": "pw-2", "stream": "s"}}],
       "retentionDays": 7, "batchSize": 20, "compressionEnabled": false,
       "thresholds": {"correlation": 80, "highPriority": 2}, "criticality": {"role/1": 4},
       "allowUnknownTypes": true, "requestsPerSecond": 40,
       "redaction": [{"keys": ["nick*"], "scanners": ["phone"], "action": "redact"}]}
      """;

  private static TenantConfig read(final String document) {
    return read(document, JSON.defaults("acme"));
  }

  private static TenantConfig read(final String document, final TenantConfig stored) {
    return JSON.read("acme", document.getBytes(StandardCharsets.UTF_8), stored);
  }

  @Test
  void shouldReadEveryField() {
    // When
    final TenantConfig config = read(FULL);

    // Then
    assertThat(config)
        .isEqualTo(
            TenantConfig.newBuilder()
                .setTenantId("acme")
                .setEnabled(false)
                .setTopics(List.of("grc.events"))
                .setFilters(
                    List.of(
                        new EventFilter(List.of("A"), List.of("S"), List.of("severity == 'HIGH'"))))
                .setDestinations(
                    List.of(
                        new Destination(
                            "redis",
                            false,
                            Map.of(
                                "url",
                                "redis://u:pw-1@cache:6379",
                                "password",
                                "pw-2",
                                "stream",
                                "s"))))
                .setRetentionDays(7)
                .setBatchSize(20)
                .setCompressionEnabled(false)
                .setCorrelationThreshold(80)
                .setHighPriorityLimit(2)
                .setCriticality(Map.of("role/1", 4.0))
                .setAllowUnknownTypes(true)
                .setRequestsPerSecond(40)
                .setRedaction(
                    List.of(new TenantRedaction(List.of("nick*"), List.of("phone"), "redact")))
                .build());
  }

  @Test
  void shouldGiveWhatIsLeftOutItsDefault() {
    // When
    final TenantConfig config = read("{}");

    // Then
    assertThat(config).isEqualTo(JSON.defaults("acme"));
    assertThat(TenantSettings.of(config, TenantSettings.defaults(1, 1)))
        .isEqualTo(TenantSettings.defaults(60, 5));
  }

  @Test
  void shouldTakeBackWhatItShowsWithoutHavingShownAPassword() throws Exception {
    // Given
    final TenantConfig stored = read(FULL);
    final TenantDocument shown = new TenantDocument(stored, true);

    // When
    final String json = new String(shown.json(), StandardCharsets.UTF_8);
    final TenantConfig back = read(json, stored);

    // Then
    assertThat(json).doesNotContain("pw-1", "pw-2").contains("redis://u:[REDACTED]@cache:6379");
    assertThat(back).isEqualTo(stored);
    assertThat(MAPPER.readTree(json).at("/destinations/0/config/stream").asText()).isEqualTo("s");
  }

  @Test
  void shouldChangeAPasswordWithoutTheOthers() {
    // Given
    final TenantConfig stored = read(FULL);
    final String shown =
        new String(new TenantDocument(stored, true).json(), StandardCharsets.UTF_8);

    // When
    final TenantConfig changed =
        read(shown.replace("\"password\":\"[REDACTED]\"", "\"password\":\"new\""), stored);

    // Then
    assertThat(changed.getDestinations().get(0).getConfig())
        .containsEntry("password", "new")
        .containsEntry("url", "redis://u:pw-1@cache:6379");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | `` | object",
        "{\"a\" | `` | not JSON",
        "{} {} | `` | not JSON",
        "{\"enabled\":true,\"enabled\":false} | `` | not JSON",
        "{\"colour\":1} | /colour | no such setting",
        "{\"a/b~\":1} | /a~1b~0 | no such setting",
        "{\"enabled\":\"yes\"} | /enabled | true or false",
        "{\"enabled\":null} | /enabled | true or false",
        "{\"retentionDays\":-1} | /retentionDays | whole number",
        "{\"retentionDays\":1.5} | /retentionDays | whole number",
        "{\"retentionDays\":\"1\"} | /retentionDays | whole number",
        "{\"retentionDays\":36501} | /retentionDays | whole number",
        "{\"batchSize\":0} | /batchSize | whole number",
        "{\"batchSize\":10001} | /batchSize | whole number",
        "{\"requestsPerSecond\":99999999999} | /requestsPerSecond | whole number",
        "{\"thresholds\":{\"correlation\":101}} | /thresholds/correlation | whole number",
        "{\"thresholds\":{\"highPriority\":-1}} | /thresholds/highPriority | whole number",
        "{\"thresholds\":{\"x\":1}} | /thresholds/x | no such setting",
        "{\"thresholds\":5} | /thresholds | object",
        "{\"criticality\":{\"e/1\":3}} | /criticality/e~11 | weight",
        "{\"criticality\":{\"\":1}} | /criticality | name",
        "{\"topics\":[\"nope\"]} | /topics/0 | no such topic",
        "{\"topics\":[\"nhi.events\",\"nhi.events\"]} | /topics | twice",
        "{\"topics\":\"nhi.events\"} | /topics | list",
        "{\"topics\":[1]} | /topics/0 | text",
        "{\"filters\":[{},{\"sources\":[\"\"]}]} | /filters/1/sources/0 | text",
        "{\"filters\":[{\"type\":\"x\"}]} | /filters/0/type | no such setting",
        "{\"filters\":[{\"conditions\":[\"true\",\"severity ==\"]}]} | /filters/0/conditions/1 | Line 1, column 12",
        "{\"filters\":[{\"conditions\":[\"colour == 'red'\"]}]} | /filters/0/conditions/0 | Line 1, column 1",
        "{\"destinations\":[{\"enabled\":true}]} | /destinations/0/type | type",
        "{\"destinations\":[{\"type\":\"a b\"}]} | /destinations/0/type | type",
        "{\"destinations\":[{\"type\":\"redis\",\"config\":{\"url\":5}}]} | /destinations/0/config/url | text",
        "{\"destinations\":[{\"type\":\"redis\",\"config\":{\"password\":\"[REDACTED]\"}}]} | /destinations/0/config/password | stands for nothing",
        "{\"redaction\":[{\"action\":\"hash\"}]} | /redaction/0 | keys or scanners",
        "{\"redaction\":[{\"keys\":[\"a\"],\"action\":\"show\"}]} | /redaction/0/action | no such action",
        "{\"tenantId\":\"other\"} | /tenantId | another tenant",
      })
  void shouldNameTheFieldThatCannotBeUsed(
      final String document, final String field, final String naming) {
    // When
    final InvalidSettingException refused =
        catchThrowableOfType(InvalidSettingException.class, () -> read(document));

    // Then
    assertThat(refused.field()).isEqualTo(field);
    assertThat(refused).hasMessageContaining(naming);
    assertThat(refused.allowed()).isNotEmpty();
  }

  @Test
  void shouldRefuseMoreThanItsBounds() {
    // Given
    final String many = "\"x\",".repeat(65) + "\"y\"";

    // Then
    for (final String document :
        List.of(
            "{\"filters\":[" + "{},".repeat(16) + "{}]}",
            "{\"filters\":[{\"conditions\":[" + "\"true\",".repeat(8) + "\"true\"]}]}",
            "{\"topics\":[" + many + "]}",
            "{\"destinations\":[" + "{\"type\":\"a\"},".repeat(16) + "{\"type\":\"a\"}]}",
            "{\"x\":" + "[".repeat(20_000),
            "{\"x\":\"" + "x".repeat(TenantConfigJson.MAX_BYTES) + "\"}")) {
      assertThat(catchThrowableOfType(InvalidSettingException.class, () -> read(document)))
          .isNotNull();
    }
  }

  @Property(tries = 300)
  void shouldAnswerAnyBytesWithSettingsOrARefusal(@ForAll("documents") final String document) {
    // When
    final InvalidSettingException refused =
        catchThrowableOfType(InvalidSettingException.class, () -> read(document));

    // Then: nothing else is thrown, and what was read can be shown and read again
    if (refused == null) {
      final TenantConfig config = read(document);
      final byte[] shown = new TenantDocument(config, true).json();
      assertThat(JSON.read("acme", shown, config)).isEqualTo(config);
    }
  }

  @Provide
  Arbitrary<String> documents() {
    final Arbitrary<String> pieces =
        Arbitraries.of(
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "\"enabled\":true",
                "\"filters\":[{}]",
                "1",
                "-0.5",
                "\"criticality\":{\"a\":0.5}",
                "\"topics\":[\"nhi.events\"]",
                "\"tenantId\":\"acme\"",
                "\"retentionDays\":3",
                "\"x\"",
                "null",
                "\\u0000",
                "\"\\ud800\"",
                "\"batchSize\":1e2",
                "\"redaction\":[{\"keys\":[\"a\"]}]",
                "\"updatedAt\":null",
                "1e999999")
            .list()
            .ofMaxSize(12)
            .map(list -> String.join("", list));
    final Arbitrary<String> objects =
        Arbitraries.of(
                "\"enabled\":true",
                "\"filters\":[{\"conditions\":[\"data.a\"]}]",
                "\"batchSize\":7",
                "\"thresholds\":{}",
                "\"criticality\":{\"a\":0.5}",
                "\"topics\":[\"nhi.events\"]",
                "\"tenantId\":\"acme\"",
                "\"retentionDays\":3",
                "\"updatedAt\":\"x\"",
                "\"redaction\":[{\"keys\":[\"a\"]}]",
                "\"destinations\":[{\"type\":\"nats\",\"config\":{\"token\":\"t\",\"url\":\"a://b:c@d?key=e\"}}]")
            .set()
            .map(set -> "{" + String.join(",", set) + "}");
    return Arbitraries.oneOf(pieces, objects, Arbitraries.strings().ofMaxLength(50));
  }
}
