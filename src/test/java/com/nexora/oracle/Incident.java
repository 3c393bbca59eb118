package com.nexora.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Reads the two files of an incident by the rules of the import commands, to say what must come of
 * them.
 */
public final class Incident {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Incident() {}

  /** CloudTrail records, one JSON object a line, as identity activity. */
  public static List<Input> cloudTrail(final Path file) {
    final List<Input> inputs = new ArrayList<>();
    for (final JsonNode record : lines(file)) {
      final Map<String, Object> fields = new HashMap<>();
      fields.put("event_id", record.get("eventID").asText());
      fields.put("tenant_id", record.get("recipientAccountId").asText());
      fields.put("entity_id", identity(record.get("userIdentity")));
      fields.put("event_type", "nhi.updated");
      fields.put("timestamp", Instant.parse(record.get("eventTime").asText()).toEpochMilli());
      fields.put("ocsf_event", "{}");
      fields.put("metadata", Map.of());
      inputs.add(new Input("nhi.events", "NHIEvent", fields, false));
    }
    return inputs;
  }

  /** Threat events, one JSON object a line. */
  public static List<Input> threats(final Path file) {
    final List<Input> inputs = new ArrayList<>();
    for (final JsonNode threat : lines(file)) {
      final Map<String, Object> fields = new HashMap<>();
      for (final String name :
          List.of("event_id", "tenant_id", "entity_id", "threat_id", "event_type", "tactic")) {
        fields.put(name, threat.path(name).asText());
      }
      fields.put("threat_score", threat.get("threat_score").asDouble());
      fields.put("confidence", threat.path("confidence").asDouble(1.0));
      fields.put("timestamp", Instant.parse(threat.get("timestamp").asText()).toEpochMilli());
      inputs.add(new Input("threat.events", "ThreatEvent", fields, false));
    }
    return inputs;
  }

  private static String identity(final JsonNode who) {
    final String arn = who.path("arn").asText();
    if (arn.contains(":assumed-role/")) {
      final String issuer = who.path("sessionContext").path("sessionIssuer").path("arn").asText();
      return issuer.isEmpty()
          ? arn.replace(":sts:", ":iam:").replaceFirst(":assumed-role/(.*)/[^/]*$", ":role/$1")
          : issuer;
    }
    for (final String candidate :
        List.of(arn, who.path("invokedBy").asText(), who.path("principalId").asText())) {
      if (!candidate.isEmpty()) {
        return candidate;
      }
    }
    return who.path("accountId").asText();
  }

  private static List<JsonNode> lines(final Path file) {
    final List<JsonNode> nodes = new ArrayList<>();
    try (var raw = Files.newInputStream(file);
        var in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank()) {
          nodes.add(JSON.readTree(line));
        }
      }
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
    return nodes;
  }
}
