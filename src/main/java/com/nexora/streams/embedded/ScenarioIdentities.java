package com.nexora.streams.embedded;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nexora.events.NHIEvent;
import com.nexora.events.RemediationEvent;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.catalogue.EntityKey;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.embedded.ScenarioBodies.Actor;
import com.nexora.streams.imports.Importable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** Cloud identities: their everyday calls, and the events that are told about them. */
final class ScenarioIdentities {

  private static final List<String> ROLES =
      List.of("build-runner", "backup", "etl-loader", "api-gateway", "billing", "deployer");
  private static final List<List<String>> CALLS =
      List.of(
          List.of("s3.amazonaws.com", "GetObject"),
          List.of("s3.amazonaws.com", "PutObject"),
          List.of("sts.amazonaws.com", "GetCallerIdentity"),
          List.of("dynamodb.amazonaws.com", "UpdateItem"),
          List.of("sqs.amazonaws.com", "ListQueues"),
          List.of("kms.amazonaws.com", "GenerateDataKey"));

  private final Draw draw;
  private final EventIds ids;
  private final Timeline timeline;
  private final List<Actor> actors = new ArrayList<>();

  ScenarioIdentities(
      final Draw draw, final EventIds ids, final Timeline timeline, final List<String> tenants) {
    this.draw = draw;
    this.ids = ids;
    this.timeline = timeline;
    for (int t = 0; t < tenants.size(); t++) {
      for (int i = 0; i < ROLES.size(); i++) {
        actors.add(
            new Actor(
                tenants.get(t),
                "arn:aws:iam::%012d:role/%s".formatted(100_000_000_001L + t, ROLES.get(i)),
                "10.%d.0.%d".formatted(t % 250, i + 10)));
      }
    }
  }

  /** All identities of a tenant. */
  List<Actor> of(final String tenant) {
    return actors.stream().filter(actor -> actor.tenant().equals(tenant)).toList();
  }

  /** Every identity is discovered. */
  void appear(final long at) {
    actors.forEach(actor -> nhi(at, actor, "nhi.discovered", ScenarioBodies.discovered(actor, at)));
  }

  /** An everyday call. */
  void call(final long at) {
    final List<String> call = draw.oneOf(CALLS);
    call(at, draw.oneOf(actors), call.get(0), call.get(1), 0);
  }

  void call(
      final long at,
      final Actor actor,
      final String service,
      final String operation,
      final double risk) {
    nhi(at, actor, "nhi.updated", ScenarioBodies.called(actor, at, service, operation, risk));
  }

  /** An identity drifts a little from its habits. */
  void drift(final long at) {
    baseline(at, draw.oneOf(actors), round(draw.between(0.05, 0.3)));
  }

  void baseline(final long at, final Actor actor, final double deviation) {
    nhi(at, actor, "nhi.baseline_changed", ScenarioBodies.baselineChanged(actor, at, deviation));
  }

  /** A detection of no great weight, as there are many. */
  void noise(final long at) {
    threat(
        at,
        draw.oneOf(actors),
        "noise-" + draw.below(40),
        "threat.detected",
        round(draw.between(1.5, 5.0)),
        round(draw.between(0.3, 0.6)),
        "TA0007",
        "Unusual read");
  }

  void threat(
      final long at,
      final Actor actor,
      final String threatId,
      final String type,
      final double score,
      final double confidence,
      final String tactic,
      final String name) {
    plan(
        Topics.THREAT_EVENTS,
        at,
        actor,
        ThreatEvent.newBuilder()
            .setEventId(ids.next())
            .setTenantId(actor.tenant())
            .setEntityId(actor.entity())
            .setThreatId(threatId)
            .setEventType(type)
            .setThreatScore(score)
            .setConfidence(confidence)
            .setTactic(tactic)
            .setName(name)
            .setSource("scenario")
            .setTimestamp(at)
            .build());
  }

  void remediation(
      final long at,
      final Actor actor,
      final String threatId,
      final String type,
      final String outcome) {
    plan(
        Topics.REMEDIATION_EVENTS,
        at,
        actor,
        RemediationEvent.newBuilder()
            .setEventId(ids.next())
            .setTenantId(actor.tenant())
            .setEntityId(actor.entity())
            .setThreatId(threatId)
            .setEventType(type)
            .setAction("rotate-key")
            .setActor("on-call")
            .setOutcome(outcome)
            .setTimestamp(at)
            .build());
  }

  private void nhi(final long at, final Actor actor, final String type, final ObjectNode body) {
    plan(
        Topics.NHI_EVENTS,
        at,
        actor,
        NHIEvent.newBuilder()
            .setEventId(ids.next())
            .setTenantId(actor.tenant())
            .setEntityId(actor.entity())
            .setEventType(type)
            .setTimestamp(at)
            .setOcsfEvent(body.toString())
            .setMetadata(Map.of("source", "scenario"))
            .build());
  }

  private void plan(
      final String topic, final long at, final Actor actor, final SpecificRecord event) {
    final String eventId = (String) event.get(event.getSchema().getField("event_id").pos());
    timeline.plan(
        at,
        time ->
            new Importable(
                topic,
                EntityKey.bytes(actor.tenant(), actor.entity()),
                actor.tenant(),
                eventId,
                time,
                event));
  }

  static double round(final double value) {
    return Math.round(value * 100) / 100.0;
  }
}
