package com.nexora.streams.topology;

import static com.nexora.streams.testkit.Events.agentEvent;
import static com.nexora.streams.testkit.Events.audit;
import static com.nexora.streams.testkit.Events.grc;
import static com.nexora.streams.testkit.Events.nhi;
import static com.nexora.streams.testkit.Events.remediation;
import static com.nexora.streams.testkit.Events.threat;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.nexora.events.AgentEvent;
import com.nexora.events.AuditEvent;
import com.nexora.events.GrcEvent;
import com.nexora.events.NHIEvent;
import com.nexora.events.RemediationEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.privacy.redact.SecretSamples;
import com.nexora.streams.testkit.EventPipe;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;
import org.slf4j.LoggerFactory;

/**
 * The law of redaction: a planted secret never comes out of the product's graph, wherever it was
 * planted: not in an output or dead letter, nor in a store (its changelog is an output here), a
 * metric or a log line.
 */
final class PlantedSecretsTest {

  private static final HmacKeys KEYS =
      HmacKeys.parse("1:" + Base64.getEncoder().encodeToString(new byte[32]));
  private static final List<String> KEY_NAMES =
      List.of(
          "password", "apiKey", "Client-Secret", "access_token", "set-cookie", "session", "auth");
  private static final List<String> IDENTIFIERS = List.of("e-mail", "aws access key id");

  private final Map<String, String> planted = new TreeMap<>();
  private int number;

  @Property(tries = 2, shrinking = ShrinkingMode.OFF)
  void shouldNeverLetAPlantedSecretOut(@ForAll final long seed) {
    final Logger root = (Logger) LoggerFactory.getLogger("ROOT");
    final ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    planted.clear();
    final Random random = new Random(seed);
    try (TopologyTestKit kit = kit()) {
      // When
      SecretSamples.kinds().forEach((kind, maker) -> plantAll(kit, random, kind, maker));
      for (final String key : KEY_NAMES) {
        plantUnder(kit, random, key);
      }

      // Then
      final Map<String, String> seen = everything(kit, log.list);
      assertThat(seen)
          .containsKeys(
              Topics.AUDIT_RECORDS,
              "nhi.events.dlq",
              "agent.events.dlq",
              "kit-waiting-entities-changelog");
      assertThat(seen.get("agent.events.dlq")).contains("registry-unreachable");
      final List<String> leaks = new ArrayList<>();
      seen.forEach(
          (place, text) ->
              planted.forEach(
                  (secret, where) -> {
                    if (text.contains(secret)) {
                      leaks.add(where + ", seen in " + place + ": " + around(text, secret));
                    }
                  }));
      assertThat(leaks).isEmpty();
    } finally {
      root.detachAppender(log);
    }
  }

  private static TopologyTestKit kit() {
    return TopologyTestKit.whole(
        (properties, serdes) ->
            new NexoraTopology(TopologySettings.defaults(1, 1), serdes, KEYS)
                .build(new TopologyConfig(new StreamsConfig(properties))));
  }

  /** One secret of a kind at every place. */
  private void plantAll(
      final TopologyTestKit kit,
      final Random random,
      final String kind,
      final Function<Random, String> maker) {
    final Map<String, Function<String, String>> shapes = new LinkedHashMap<>();
    shapes.put("text", s -> "{\"note\":\"got " + json(s) + " there\"}");
    shapes.put("nested", s -> "{\"a\":[{\"b\":{\"c\":\"" + json(s) + "\"}}]}");
    shapes.put("key", s -> "{\"" + json(s) + "\":1}");
    shapes.put("text of JSON", s -> "{\"body\":\"" + json("{\"x\":\"" + json(s) + "\"}") + "\"}");
    shapes.put("escaped", s -> "{\"note\":\"" + escaped(s) + "\"}");
    shapes.put("deep", s -> "[".repeat(12) + "\"" + json(s) + "\"" + "]".repeat(12));
    shapes.put("broken", s -> "{\"note\":\"" + json(s));
    final List<String> some = new ArrayList<>(shapes.keySet());
    Collections.shuffle(some, random);
    shapes.keySet().retainAll(some.subList(0, 2));
    shapes.forEach(
        (shape, make) -> {
          final String where = kind + " as " + shape + " of ";
          kit.agents()
              .pipe(agent().payload(make.apply(secret(random, maker, where + "agent"))).build());
          kit.audits()
              .pipe(audit().payload(make.apply(secret(random, maker, where + "act"))).build());
          if (!shape.equals("deep") && !shape.equals("broken")) {
            kit.grc()
                .pipe(
                    grc("RISK_CREATED")
                        .data(make.apply(secret(random, maker, where + "grc")))
                        .build());
          }
          if (!IDENTIFIERS.contains(kind)) {
            kit.nhi().pipe(nhi().ocsf(make.apply(secret(random, maker, where + "nhi"))).build());
          }
          late(kit, random, maker, where, make);
        });
    texts(kit, random, kind, maker);
  }

  /** Refused for their time: their values are in dead letters. */
  private void late(
      final TopologyTestKit kit,
      final Random random,
      final Function<Random, String> maker,
      final String where,
      final Function<String, String> make) {
    final long future = kit.now().toEpochMilli() + 86_400_000;
    final AgentEvent agent =
        agent().payload(make.apply(secret(random, maker, where + "refused agent"))).build();
    agent.setTimestamp(future);
    kit.agents().pipe(agent);
    final AuditEvent act =
        audit().payload(make.apply(secret(random, maker, where + "refused act"))).build();
    act.setOccurredAt(future);
    kit.audits().pipe(act);
  }

  private void texts(
      final TopologyTestKit kit,
      final Random random,
      final String kind,
      final Function<Random, String> maker) {
    final Function<String, String> next = where -> secret(random, maker, kind + " in " + where);
    final AuditEvent act = audit().build();
    act.setDescription("because of " + next.apply("a description"));
    act.setMetadata(
        Map.of("note", "see " + next.apply("metadata"), next.apply("a metadata key"), "x"));
    kit.audits().pipe(act);
    final AgentEvent agent = agent().build();
    agent.setMetadata(Map.of("error", "failed: " + next.apply("an agent's metadata")));
    kit.agents().pipe(agent);
    final AgentEvent tagged =
        agent().payload("{\"m\":\"" + json(next.apply("a tagged agent")) + "\"}").build();
    tagged.setMetadata(Map.of("frameworks", "SOX", "note", next.apply("tagged metadata")));
    kit.agents().pipe(tagged);
    final GrcEvent grc = grc("RISK_CREATED").build();
    grc.setMetadata(Map.of("comment", next.apply("grc metadata")));
    kit.grc().pipe(grc);
    final ThreatEvent alarm = threat("threat-" + number++).build();
    alarm.setMetadata(Map.of("note", next.apply("threat metadata")));
    kit.threats().pipe(alarm);
    final RemediationEvent step = remediation("threat-1").build();
    step.setMetadata(Map.of("note", next.apply("remediation metadata")));
    kit.remediations().pipe(step);
    headers(kit, next);
    waiting(kit, kind, next);
    kit.nhi()
        .raw(
            Topics.NHI_EVENTS,
            // Keys are identities, which may be e-mail addresses or ids of access keys.
            (IDENTIFIERS.contains(kind) ? "key" : "key " + next.apply("a key") + " text")
                .getBytes(StandardCharsets.UTF_8),
            ("no avro: " + next.apply("garbage") + " and more").getBytes(StandardCharsets.UTF_8),
            new RecordHeaders(),
            kit.now());
    stray(kit, next);
  }

  private static void headers(final TopologyTestKit kit, final Function<String, String> next) {
    final RecordHeaders headers = new RecordHeaders();
    headers.add("note", ("x " + next.apply("a header")).getBytes(StandardCharsets.UTF_8));
    final AgentEvent event = agent().build();
    send(kit, kit.agents(), Topics.AGENT_EVENTS, event, headers);
  }

  /** Under a wrong key: they travel through an internal topic. */
  private static void stray(final TopologyTestKit kit, final Function<String, String> next) {
    final AgentEvent event =
        agent().payload("{\"note\":\"" + json(next.apply("a stray event")) + "\"}").build();
    kit.agents()
        .raw(
            Topics.AGENT_EVENTS,
            "wrong".getBytes(StandardCharsets.UTF_8),
            kit.agents().encode(event),
            new RecordHeaders(),
            kit.now());
  }

  /** Of schema ids that the registry does not tell at first: they wait, and one of them in vain. */
  private void waiting(
      final TopologyTestKit kit, final String kind, final Function<String, String> next) {
    final Schema schema = new Schema.Parser().parse(AgentEvent.getClassSchema().toString());
    schema.addProp("written-by", "release " + number++);
    final int id = kit.registry().register(schema);
    kit.registry().withhold(id, 0);
    wait(kit, kind, id, where -> next.apply(where + " that waits in vain"));
    for (int second = 0; second < 10; second++) {
      kit.advance(Duration.ofSeconds(1));
    }
    wait(kit, kind, id, where -> next.apply(where + " that waits"));
    kit.registry().withholdNothing();
    kit.advance(Duration.ofSeconds(1));
  }

  private static void wait(
      final TopologyTestKit kit,
      final String kind,
      final int id,
      final Function<String, String> next) {
    final AgentEvent event =
        agent().payload("{\"note\":\"" + json(next.apply("an event")) + "\"}").build();
    event.setMetadata(Map.of("note", next.apply("metadata of an event")));
    final byte[] value = kit.agents().encode(event);
    ByteBuffer.wrap(value).putInt(1, id);
    final RecordHeaders headers = new RecordHeaders();
    headers.add("note", next.apply("a header of an event").getBytes(StandardCharsets.UTF_8));
    final String key = IDENTIFIERS.contains(kind) ? "key" : next.apply("a key of an event");
    kit.agents()
        .raw(Topics.AGENT_EVENTS, key.getBytes(StandardCharsets.UTF_8), value, headers, kit.now());
  }

  private static <T extends SpecificRecord> void send(
      final TopologyTestKit kit,
      final EventPipe<T> pipe,
      final String topic,
      final T event,
      final RecordHeaders headers) {
    pipe.raw(
        topic,
        com.nexora.streams.catalogue.AgentEntity.key((AgentEvent) event),
        pipe.encode(event),
        headers,
        kit.now());
  }

  /** Words of no form, that only their key gives away. */
  private void plantUnder(final TopologyTestKit kit, final Random random, final String key) {
    final Function<Random, String> word =
        r -> {
          final StringBuilder text = new StringBuilder();
          for (int i = 0; i < 14; i++) {
            text.append((char) ('a' + r.nextInt(26)));
          }
          return text.toString();
        };
    final Function<String, String> next = where -> secret(random, word, key + " in " + where);
    final String config =
        "{\"agent_type\":\"llm\",\"configuration\":{\"%s\":\"%s\",\"n\":{\"%s\":[\"%s\"]}}}";
    kit.agents()
        .pipe(
            agent()
                .payload(config.formatted(key, next.apply("agent"), key, next.apply("list")))
                .build());
    kit.audits().pipe(audit().payload("{\"" + key + "\":\"" + next.apply("act") + "\"}").build());
    final AuditEvent act = audit().build();
    act.setMetadata(Map.of(key, next.apply("act's metadata")));
    kit.audits().pipe(act);
    final NHIEvent identity = nhi().build();
    identity.setMetadata(Map.of(key, next.apply("nhi's metadata")));
    kit.nhi().pipe(identity);
    final NHIEvent refused = nhi().build();
    refused.setMetadata(Map.of(key, next.apply("refused metadata")));
    refused.setTimestamp(kit.now().toEpochMilli() + 86_400_000);
    kit.nhi().pipe(refused);
    final RecordHeaders headers = new RecordHeaders();
    headers.add(key, next.apply("header").getBytes(StandardCharsets.UTF_8));
    send(kit, kit.agents(), Topics.AGENT_EVENTS, agent().build(), headers);
    kit.nhi().raw(Topics.NHI_EVENTS, null, new byte[] {1, 2, 3}, headers, kit.now());
  }

  private static com.nexora.streams.testkit.Events.AgentDraft agent() {
    return agentEvent("agent.created");
  }

  private String secret(
      final Random random, final Function<Random, String> maker, final String where) {
    final String secret = maker.apply(random);
    // What stands in JSON or across lines is looked for by a piece that has neither.
    final String piece =
        secret.lines().reduce((a, b) -> a.length() > b.length() ? a : b).orElse("");
    planted.put(piece, where);
    return secret;
  }

  private static Map<String, String> everything(
      final TopologyTestKit kit, final List<ILoggingEvent> log) {
    final Map<String, String> seen = GraphOutputs.of(kit);
    final StringBuilder metrics = new StringBuilder();
    kit.driver().metrics().keySet().forEach(name -> metrics.append(name).append('\n'));
    seen.put("metrics", metrics.toString());
    final List<String> lines = new ArrayList<>();
    for (final ILoggingEvent event : List.copyOf(log)) {
      lines.add(event.getFormattedMessage() + event.getKeyValuePairs());
    }
    seen.put("log", String.join("\n", lines));
    return seen;
  }

  private static String around(final String text, final String secret) {
    final int at = text.indexOf(secret);
    return at < 0
        ? ""
        : text.substring(Math.max(0, at - 60), Math.min(text.length(), at + secret.length() + 20));
  }

  private static String json(final String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String escaped(final String text) {
    final StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      escaped.append(
          i % 3 == 0 ? "\\u%04x".formatted((int) text.charAt(i)) : json(text.substring(i, i + 1)));
    }
    return escaped.toString();
  }
}
