package com.nexora.streams.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A validator that finds nothing proves nothing: each kind of violation is planted once. */
final class OcsfSchemaValidatorTest {

  private OcsfSchemaValidator validator;

  @BeforeEach
  void loadSchema() {
    assumeTrue(OcsfSchemaValidator.shared().isPresent(), "the shared OCSF schema is not here");
    validator = OcsfSchemaValidator.shared().orElseThrow();
  }

  @Test
  void shouldAcceptAMinimalApiActivity() throws Exception {
    // Given
    final JsonNode event = event("{}");

    // When
    final List<String> violations = validator.violations(event);

    // Then
    assertThat(violations).isEmpty();
  }

  @Test
  void shouldNameEveryPlantedViolation() throws Exception {
    // Given
    final JsonNode event =
        event(
            """
            {"activity_id": 77, "time": "now", "bogus": 1, "api": {}, "device": {},
             "src_endpoint": {"ip": "999.1.1.1"}, "actor": {"user": {}}, "resources": {},
             "cloud": {"provider": "AWS"}}
            """);

    // When
    final List<String> violations = validator.violations(event);

    // Then
    assertThat(violations)
        .contains(
            "api.operation: required, missing",
            "activity_id: 77 is not in the enumeration",
            "type_uid: is 600302, expected 600377",
            "time: is no timestamp_t but STRING",
            "bogus: unknown attribute of api_activity",
            "device: unknown attribute of api_activity",
            "cloud: needs profile cloud",
            "src_endpoint.ip: \"999.1.1.1\" does not match ip_t",
            "resources: must be an array",
            "actor.user.: at_least_one of [\"account\",\"name\",\"uid\"]");
  }

  private static JsonNode event(final String overrides) throws Exception {
    final ObjectMapper json = new ObjectMapper();
    final JsonNode event =
        json.readTree(
            """
            {"class_uid": 6003, "category_uid": 6, "activity_id": 2, "type_uid": 600302,
             "severity_id": 1, "time": 1, "api": {"operation": "GetUser"},
             "actor": {"user": {"uid": "u"}}, "src_endpoint": {"ip": "10.0.0.1"},
             "metadata": {"version": "1.1.0", "product": {"name": "n", "vendor_name": "v"}}}
            """);
    return ((ObjectNode) event).setAll((ObjectNode) json.readTree(overrides));
  }
}
