package com.nexora.streams.topology;

import static com.nexora.streams.testkit.Events.agentEvent;
import static com.nexora.streams.testkit.Events.audit;
import static com.nexora.streams.testkit.Events.grc;
import static com.nexora.streams.testkit.Events.nhi;
import static com.nexora.streams.testkit.Events.remediation;
import static com.nexora.streams.testkit.Events.threat;
import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.events.AgentEvent;
import com.nexora.events.AuditEvent;
import com.nexora.events.GrcEvent;
import com.nexora.events.NHIEvent;
import com.nexora.events.RemediationEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.testkit.JsonPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;

/**
 * The law of U9 outside of the trail: the id of a data subject that stands in a configured field
 * comes out of the graph nowhere in clear, wherever else in its record it stands: not in an output,
 * a store or a letter. Only what hops to another partition on its way to be encrypted bears it.
 */
final class PlantedSubjectsTest {

  private static final HmacKeys KEYS =
      HmacKeys.parse("1:" + Base64.getEncoder().encodeToString(new byte[32]));
  private static final List<String> FIELDS =
      List.of("customer_id", "customerId", "user_id", "userId", "patient_id", "subjectId", "email");
  private static final List<String> TAGS = List.of("", "", "GDPR", "SOX", "HIPAA,SOC2");

  private final Map<String, String> planted = new TreeMap<>();
  private Random random = new Random(0);

  @Property(tries = 2, shrinking = ShrinkingMode.OFF)
  void shouldNeverLetAPlantedIdOut(@ForAll final long seed) {
    random = new Random(seed);
    planted.clear();
    try (TopologyTestKit kit = kit()) {
      // When
      for (int i = 0; i < 12; i++) {
        events(kit);
        foreign(kit);
        refused(kit);
      }

      // Then
      final Map<String, String> seen = GraphOutputs.of(kit);
      assertThat(seen)
          .containsKey(Topics.AUDIT_RECORDS)
          .containsKey("grc.events.dlq")
          .containsKey("user-activities.dlq");
      final List<String> leaks = new ArrayList<>();
      seen.forEach(
          (place, text) ->
              planted.forEach(
                  (id, where) -> {
                    if (text.contains(id) && !place.endsWith("-repartition")) {
                      leaks.add(where + ", seen in " + place + ": " + around(text, id));
                    }
                  }));
      assertThat(leaks).isEmpty();
    }
  }

  private static TopologyTestKit kit() {
    return TopologyTestKit.whole(
        (properties, serdes) ->
            new NexoraTopology(TopologySettings.defaults(1, 1), serdes, KEYS)
                .build(new TopologyConfig(new StreamsConfig(properties))));
  }

  private void events(final TopologyTestKit kit) {
    kit.grc().pipe(governance(person("governance event"), true));
    kit.audits().pipe(act(person("act")));
    kit.agents().pipe(agent(person("agent event")));
    final String stray = person("stray event");
    kit.grc()
        .raw(
            Topics.GRC_EVENTS,
            "wrong".getBytes(StandardCharsets.UTF_8),
            kit.grc().encode(governance(stray, true)),
            new RecordHeaders(),
            kit.now());
    final NHIEvent identity = nhi().build();
    identity.setMetadata(metadata(person("identity's metadata")));
    kit.nhi().pipe(identity);
    final ThreatEvent alarm = threat("threat-" + random.nextInt()).build();
    alarm.setMetadata(metadata(person("threat's metadata")));
    kit.threats().pipe(alarm);
    final RemediationEvent step = remediation("threat-1").build();
    final String helped = person("remediation");
    step.setMetadata(metadata(helped));
    step.setActor(helped);
    kit.remediations().pipe(step);
  }

  private GrcEvent governance(final String id, final boolean withEntity) {
    final GrcEvent event =
        grc(pick(List.of("RISK_UPDATED", "POLICY_VIOLATION", "USER_ACTION", "TASK_REQUESTED")))
            .data(body(id))
            .build();
    event.setAction("opened " + id);
    event.setCorrelationId("session-" + id);
    if (withEntity) {
      event.setEntityId(id);
    }
    event.setMetadata(tagged(Map.of("note", "about " + id, "actor", id)));
    return event;
  }

  private AuditEvent act(final String id) {
    final AuditEvent act = audit().id("act of " + id).payload(body(id)).build();
    act.setActor(id);
    act.setResource("customer:" + id);
    act.setDescription("told " + id + " so");
    act.setCorrelationId(id);
    act.setMetadata(tagged(Map.of(id, "x", "note", id)));
    final String tags = act.getMetadata().getOrDefault("frameworks", "");
    act.setFrameworks(tags.isEmpty() ? new ArrayList<>() : List.of(tags.split(",")));
    return act;
  }

  private AgentEvent agent(final String id) {
    final AgentEvent event =
        agentEvent(
                pick(List.of("agent.created", "task.completed", "workflow.step", "tool.invoked")))
            .payload(
                "{\"agent_type\":\"llm\",\"capabilities\":[%s],\"configuration\":%s}"
                    .formatted(json(id), body(id)))
            .build();
    event.setMetadata(tagged(Map.of("error", "no " + id)));
    return event;
  }

  /** Documents and logs, which are made into events and acts. */
  private void foreign(final TopologyTestKit kit) {
    final String user = person("document");
    new JsonPipe(kit, "user-activities")
        .pipe(
            "tenant-a",
            "{\"userId\":%1$s,\"action\":\"login\",\"resourceId\":%1$s,\"x\":%2$s}"
                .formatted(json(user), body(user)));
    final String logged = person("log");
    new JsonPipe(kit, Topics.LOGS_APPLICATION)
        .pipe(
            "k",
            envelope(
                "application",
                """
                {"service_name":"crm","instance_id":"crm-1","level":"INFO","logger":"l",
                 "message":%s,"code":"AGENT_EXECUTION_STARTED",
                 "context":{"agent_name":"helper","execution_id":"exec-1","x":%s}}
                """
                    .formatted(json("for " + logged), shallow(logged))));
    final String judged = person("audit log");
    new JsonPipe(kit, Topics.LOGS_AUDIT)
        .pipe(
            "k",
            envelope(
                "audit",
                """
                {"tenant_id":"tenant-a","action":"a.b","actor":%1$s,"resource":%1$s,
                 "outcome":"success","context":%2$s}
                """
                    .formatted(json(judged), shallow(judged))));
  }

  private String envelope(final String kind, final String payload) {
    return """
        {"event_type":"omninode.logging.%1$s.v1","event_id":"%2$s",
         "timestamp":"2026-01-05T08:00:00.000000Z","tenant_id":"tenant-a","namespace":"omninode",
         "source":"crm","correlation_id":null,"causation_id":null,
         "schema_ref":"registry://omninode/logging/%1$s/v1","payload":%3$s}
        """
        .formatted(kind, new java.util.UUID(random.nextLong(), random.nextLong()), payload)
        .replace("\n", "");
  }

  /** Refused: their values lie in letters, whole, cut, or as no record at all. */
  private void refused(final TopologyTestKit kit) {
    final long future = kit.now().toEpochMilli() + 86_400_000;
    final GrcEvent late = governance(person("late governance event"), true);
    late.setTimestamp(future);
    kit.grc().pipe(late);
    final AuditEvent lateAct = act(person("late act"));
    lateAct.setOccurredAt(future);
    lateAct.setSubjects(List.of(person("subjects of a late act")));
    kit.audits().pipe(lateAct);
    final AgentEvent lateAgent = agent(person("late agent event"));
    lateAgent.setTimestamp(future);
    kit.agents().pipe(lateAgent);
    final String cut = person("cut event");
    final GrcEvent large = governance(cut, false);
    large.setData(body(cut).replaceFirst("\\{", "{\"x\":\"" + "x".repeat(280_000) + "\","));
    if (random.nextBoolean()) {
      large.setData("{\"user_id\":" + json(cut) + ",\"x\":\"" + "x".repeat(280_000) + "\"}");
    }
    kit.grc().pipe(large);
    final String broken = person("broken document");
    new JsonPipe(kit, "user-activities").pipe("t", body(broken) + "," + json(broken) + ",");
    new JsonPipe(kit, "user-activities").pipe("t", "{\"userId\":[" + json(broken) + ", \"y");
  }

  /** A free-form body that names a person in a field, and tells of them elsewhere. */
  private String body(final String id) {
    return pick(shapes(id)).get();
  }

  /** For logs, of which what is nested more than ten levels is gone before anybody looks. */
  private String shallow(final String id) {
    final List<Supplier<String>> shapes = shapes(id);
    return pick(shapes.subList(0, shapes.size() - 1)).get();
  }

  private List<Supplier<String>> shapes(final String id) {
    final String field = pick(FIELDS);
    return List.of(
        () -> "{\"%s\":%s,\"note\":%s}".formatted(field, json(id), json("call " + id + " now")),
        () ->
            "{\"note\":%s,\"a\":[{\"b\":{\"%s\":[1,%s]}}]}"
                .formatted(json("file-" + id + ".csv"), field, json(id)),
        () -> "{\"%s\":%s,\"m\":{%s:1}}".formatted(field, json(id), json(id)),
        () ->
            "{\"body\":%s,\"note\":%s}"
                .formatted(json("{\"%s\":%s}".formatted(field, json(id))), json("of " + id)),
        () ->
            "{\"%s\":\"%s\",\"note\":\"%s\"}"
                .formatted(escaped(field), escaped(id), escaped("x" + id + "y")),
        () -> "{\"auth\":{\"%s\":%s},\"note\":%s}".formatted(field, json(id), json(id)),
        () ->
            "{\"note\":%s,\"d\":%s{\"%s\":%s}%s}"
                .formatted(json(id), "[".repeat(12), field, json(id), "]".repeat(12)));
  }

  private Map<String, String> metadata(final String id) {
    return new HashMap<>(Map.of(pick(FIELDS), id, "note", "with " + id));
  }

  private Map<String, String> tagged(final Map<String, String> metadata) {
    final Map<String, String> tagged = new HashMap<>(metadata);
    final String tags = pick(TAGS);
    if (!tags.isEmpty()) {
      tagged.put("frameworks", tags);
    }
    return tagged;
  }

  private String person(final String where) {
    final String word = Long.toHexString(random.nextLong() | 1L << 62);
    final String id =
        pick(
            List.of(
                "cust-" + word,
                word + "@example.org",
                Long.toString(1_000_000_000L + random.nextInt(1_000_000_000)),
                "Zo\u00eb \"Z\" " + word,
                "cust/" + word + "\\x"));
    // Looked for by the piece that no escape can hide.
    planted.put(id.contains(word) ? word : id, where + " (" + id + ")");
    return id;
  }

  private <T> T pick(final List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  private static String json(final String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String escaped(final String text) {
    final StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      final char c = text.charAt(i);
      escaped.append(
          i % 3 == 0 || c == '"' || c == '\\' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
    }
    return escaped.toString();
  }

  private static String around(final String text, final String id) {
    final int at = text.indexOf(id);
    return text.substring(Math.max(0, at - 80), Math.min(text.length(), at + id.length() + 20));
  }
}
