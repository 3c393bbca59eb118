package com.nexora.streams.embedded;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** OCSF 1.1.0 bodies of the scenario's identity events, valid like real ones. */
final class ScenarioBodies {

  private static final int CREATE = 1;
  private static final int UPDATE = 3;

  private ScenarioBodies() {}

  /** What the events say about who acts. */
  record Actor(String tenant, String entity, String address) {}

  /** Entity Management: the identity was found. */
  static ObjectNode discovered(final Actor actor, final long time) {
    return entityManagement(actor, time, CREATE);
  }

  /** Entity Management: its habits have changed by so much. */
  static ObjectNode baselineChanged(final Actor actor, final long time, final double deviation) {
    final ObjectNode body = entityManagement(actor, time, UPDATE);
    body.putObject("unmapped").put("baseline_deviation", deviation);
    return body;
  }

  /** API Activity: it called an operation. */
  static ObjectNode called(
      final Actor actor,
      final long time,
      final String service,
      final String operation,
      final double risk) {
    final int activity = operation.startsWith("Get") || operation.startsWith("List") ? 2 : UPDATE;
    final ObjectNode body = base(actor, time, 6003, 6, activity);
    final ObjectNode api = body.putObject("api").put("operation", operation);
    api.putObject("service").put("name", service);
    body.putObject("actor").putObject("user").put("uid", actor.entity());
    body.putObject("src_endpoint").put("ip", actor.address());
    body.putArray("observables")
        .addObject()
        .put("name", "src_endpoint.ip")
        .put("type_id", 2)
        .put("type", "IP Address")
        .put("value", actor.address());
    if (risk > 0) {
      body.putObject("unmapped").put("risk_score", risk);
    }
    return body;
  }

  private static ObjectNode entityManagement(
      final Actor actor, final long time, final int activity) {
    final ObjectNode body = base(actor, time, 3004, 3, activity);
    body.putObject("entity").put("type", "Role").put("uid", actor.entity());
    return body;
  }

  private static ObjectNode base(
      final Actor actor,
      final long time,
      final int classUid,
      final int categoryUid,
      final int activity) {
    final ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("class_uid", classUid)
            .put("category_uid", categoryUid)
            .put("activity_id", activity)
            .put("type_uid", classUid * 100L + activity)
            .put("severity_id", 1)
            .put("status_id", 1)
            .put("time", time);
    final ObjectNode metadata =
        body.putObject("metadata").put("version", "1.1.0").put("tenant_uid", actor.tenant());
    metadata.putObject("product").put("name", "Scenario").put("vendor_name", "Nexora");
    metadata.putArray("profiles").add("cloud");
    body.putObject("cloud").put("provider", "AWS").put("region", "eu-central-1");
    return body;
  }
}
