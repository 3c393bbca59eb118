package com.nexora.streams.ocsf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nexora.events.NHIEvent;
import com.nexora.streams.testkit.OcsfSchemaValidator;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CloudTrailMappingTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SAMPLE = Path.of("samples/cloudtrail.ndjson");

  @Test
  void shouldMapACallToAnNhiEventOfTheRoleWithoutItsSession() throws Exception {
    // Given
    final JsonNode call = sample("GetSecretValue");

    // When
    final NHIEvent event = CloudTrailMapping.map(call, 0);

    // Then
    assertThat(event.getTenantId()).isEqualTo("210987654321");
    assertThat(event.getEntityId()).isEqualTo("arn:aws:iam::210987654321:role/ci/build-runner");
    assertThat(event.getEventId()).isEqualTo(call.get("eventID").textValue());
    assertThat(event.getEventType()).isEqualTo("nhi.updated");
    assertThat(event.getTimestamp()).isEqualTo(1_768_471_351_000L);
    assertThat(event.getMetadata())
        .containsEntry("eventName", "GetSecretValue")
        .containsEntry("sourceIPAddress", "203.0.113.77")
        .containsEntry("accessKeyId", "ASIAEXAMPLEBUILD0001");
  }

  @Test
  void shouldWriteAnApiActivityBodyForAnOrdinaryCall() throws Exception {
    // Given
    final JsonNode call = sample("RunInstances");

    // When
    final JsonNode body = body(call);

    // Then
    assertThat(body.get("type_uid").longValue()).isEqualTo(600301);
    assertThat(body.at("/api/operation").textValue()).isEqualTo("RunInstances");
    assertThat(body.at("/actor/user/uid").textValue())
        .isEqualTo("arn:aws:iam::210987654321:user/deploy-bot");
    assertThat(body.at("/src_endpoint/ip").textValue()).isEqualTo("203.0.113.77");
    assertThat(body.at("/api/request/data/userData").textValue()).isEqualTo("[REDACTED]");
    assertThat(body.at("/api/request/data/minCount").intValue()).isEqualTo(8);
  }

  @Test
  void shouldWriteAnEntityManagementBodyWhenTheCallManagesAnIdentity() throws Exception {
    // Given
    final JsonNode call = sample("CreateAccessKey");

    // When
    final JsonNode body = body(call);

    // Then
    assertThat(body.get("type_uid").longValue()).isEqualTo(300401);
    assertThat(body.at("/entity/type").textValue()).isEqualTo("Access Key");
    assertThat(body.at("/entity/name").textValue()).isEqualTo("deploy-bot");
    assertThat(body.at("/entity/uid").textValue()).isEqualTo("AKIAEXAMPLEDEPLOY002");
    assertThat(body.at("/unmapped/src_endpoint/ip").textValue()).isEqualTo("203.0.113.77");
  }

  @Test
  void shouldKeepTheOriginalTimeWhenTheEventIsMoved() throws Exception {
    // Given
    final JsonNode call = sample("StopLogging");

    // When
    final NHIEvent moved = CloudTrailMapping.map(call, 1_000_000);

    // Then
    final JsonNode body = JSON.readTree(moved.getOcsfEvent());
    assertThat(moved.getTimestamp()).isEqualTo(1_768_471_484_000L + 1_000_000);
    assertThat(body.get("time").longValue()).isEqualTo(moved.getTimestamp());
    assertThat(body.at("/metadata/original_time").textValue()).isEqualTo("2026-01-15T10:04:44Z");
  }

  @Test
  void shouldNotLetSecretsOrStraySignalsOfTheInputIntoTheEvent() throws Exception {
    // Given
    final ObjectNode call = (ObjectNode) sample("CreateAccessKey");
    call.put("_label", "PLANTED-label").put("risk_score", 9.9);
    call.withObject("/responseElements/credentials")
        .put("sessionToken", "PLANTED-1")
        .put("secretAccessKey", "PLANTED-2")
        .put("accessKeyId", "ASIAKEEPME");
    call.withObject("/requestParameters")
        .put("masterUserPassword", "PLANTED-3")
        .put("new-password", "PLANTED-4")
        .put("manageMasterUserPassword", true);
    call.withObject("/additionalEventData").withArray("deep").addObject().put("idToken", "PLANTED");

    // When
    final NHIEvent event = CloudTrailMapping.map(call, 0);

    // Then
    assertThat(event.toString())
        .doesNotContain("PLANTED", "NEVER-STORED", "risk_score")
        .contains("ASIAKEEPME", "manageMasterUserPassword");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"arn\":\"arn:aws:iam::1:user/a\"}|arn:aws:iam::1:user/a",
        "{\"type\":\"AssumedRole\",\"arn\":\"arn:aws:sts::1:assumed-role/r/s\"}|arn:aws:iam::1:role/r",
        "{\"type\":\"AssumedRole\",\"arn\":\"arn:aws:sts::1:assumed-role/r/s\",\"sessionContext\":{\"sessionIssuer\":{\"arn\":\"arn:aws:iam::1:role/p/r\"}}}|arn:aws:iam::1:role/p/r",
        "{\"arn\":\"arn:aws:sts::1:federated-user/f\"}|arn:aws:sts::1:federated-user/f",
        "{\"type\":\"AWSService\",\"invokedBy\":\"ec2.amazonaws.com\"}|ec2.amazonaws.com",
        "{\"principalId\":\"AIDA1\",\"accountId\":\"1\"}|AIDA1",
        "{\"principalId\":\"AROA1:session\"}|AROA1",
        "{\"accountId\":\"1\"}|1"
      })
  void shouldNameTheIdentity(final String userIdentity, final String expected) throws Exception {
    // Given
    final JsonNode node = JSON.readTree(userIdentity);

    // When
    final String identity = CloudTrailIdentity.of(node).orElseThrow();

    // Then
    assertThat(identity).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"eventID", "recipientAccountId", "eventTime", "eventSource", "eventName"})
  void shouldNameTheMissingAttribute(final String attribute) throws Exception {
    // Given
    final ObjectNode call = ((ObjectNode) sample("StopLogging")).without(attribute);

    // When / Then
    assertThatThrownBy(() -> CloudTrailMapping.map(call, 0))
        .isInstanceOf(CloudTrailException.class)
        .hasMessage(attribute + " is missing");
  }

  @Test
  void shouldRefuseATimeThatIsNone() throws Exception {
    // Given
    final ObjectNode call = ((ObjectNode) sample("StopLogging")).put("eventTime", "yesterday");

    // When / Then
    assertThatThrownBy(() -> CloudTrailMapping.map(call, 0)).hasMessageContaining("yesterday");
  }

  @ParameterizedTest
  @CsvSource({
    "198.51.100.24,true",
    "075.050.255.67,false",
    "2001:db8::77,true",
    "::1,true",
    "AWS Internal,false",
    "ec2.amazonaws.com,false",
    "1:2:3,false"
  })
  void shouldTellAddressesFromNames(final String source, final boolean expected) {
    // Given a source as CloudTrail writes it
    // When
    final boolean address = CloudTrailBody.isAddress(source);

    // Then
    assertThat(address).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "samples/cloudtrail.ndjson",
        "../shared/data/invictus-cloudtrail-2023-07-10.ndjson.gz",
        "../shared/data/stratus-detonations-cloudtrail.ndjson.gz"
      })
  void shouldWriteOnlyBodiesThatThePublicSchemaAccepts(final String file) throws Exception {
    // Given
    assumeTrue(OcsfSchemaValidator.shared().isPresent(), "the shared OCSF schema is not here");
    final OcsfSchemaValidator validator = OcsfSchemaValidator.shared().orElseThrow();
    final List<String> violations = new ArrayList<>();

    // When
    for (final JsonNode call : read(Path.of(file))) {
      final JsonNode body = body(call);
      validator.violations(body).forEach(v -> violations.add(call.get("eventID") + " " + v));
    }

    // Then
    assertThat(violations).isEmpty();
  }

  @Test
  void shouldFindTheTwentyIdentitiesOfTheInvictusIncidentAndNoSessionToken() throws Exception {
    // Given
    final Path file = Path.of("../shared/data/invictus-cloudtrail-2023-07-10.ndjson.gz");
    assumeTrue(Files.isReadable(file), "the shared data is not here");
    final Map<String, Integer> events = new HashMap<>();
    final List<String> tokens = new ArrayList<>();
    final List<String> leaks = new ArrayList<>();

    // When
    for (final JsonNode call : read(file)) {
      final NHIEvent event = CloudTrailMapping.map(call, 0);
      events.merge(event.getEntityId(), 1, Integer::sum);
      final List<String> secrets = call.findValuesAsText("sessionToken");
      tokens.addAll(secrets);
      secrets.stream().filter(event.toString()::contains).forEach(leaks::add);
    }

    // Then
    assertThat(events).hasSize(20).containsEntry("arn:aws:iam::123837392027:user/bert-jan", 2641);
    assertThat(tokens).isNotEmpty();
    assertThat(leaks).isEmpty();
  }

  private static JsonNode body(final JsonNode call) throws Exception {
    return JSON.readTree(CloudTrailMapping.map(call, 0).getOcsfEvent());
  }

  private static JsonNode sample(final String eventName) throws Exception {
    return read(SAMPLE).stream()
        .filter(call -> call.get("eventName").textValue().equals(eventName))
        .findFirst()
        .orElseThrow();
  }

  private static List<JsonNode> read(final Path file) throws Exception {
    assumeTrue(Files.isReadable(file), file + " is not here");
    final List<JsonNode> calls = new ArrayList<>();
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        calls.add(JSON.readTree(line));
      }
    }
    return calls;
  }
}
