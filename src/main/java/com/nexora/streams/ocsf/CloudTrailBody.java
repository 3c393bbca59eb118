package com.nexora.streams.ocsf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes a CloudTrail record as an OCSF 1.1.0 body.
 *
 * <p>Calls that manage IAM users, roles and access keys are Entity Management (3004), so that "who
 * changed which identity" has one shape whatever the cloud; every other call is API Activity
 * (6003). A 3004 body has no place for the caller's endpoint in 1.1.0: it stands among the
 * observables and under {@code unmapped}.
 *
 * <p>Only named fields are copied, never the rest of the record: a stray {@code risk_score} in the
 * input must not become a signal of the correlation score.
 */
final class CloudTrailBody {

  static final String OCSF_VERSION = "1.1.0";

  private static final int MAX_TEXT = 65_535;
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile("(" + OCTET + "\\.){3}" + OCTET);
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]{2,39}");
  private static final Pattern IPV6_GROUPS =
      Pattern.compile(
          "([0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}|"
              + "(([0-9A-Fa-f]{1,4}:){0,5}[0-9A-Fa-f]{1,4})?::(([0-9A-Fa-f]{1,4}:){0,5}[0-9A-Fa-f]{1,4})?");
  private static final Pattern HOST_NAME =
      Pattern.compile("([A-Za-z0-9][A-Za-z0-9-]{0,62}\\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]");
  private static final List<String> UNMAPPED =
      List.of(
          "eventType",
          "eventCategory",
          "managementEvent",
          "readOnly",
          "vpcEndpointId",
          "sessionCredentialFromConsole",
          "additionalEventData",
          "serviceEventDetails",
          "tlsDetails");
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final CloudTrailCall call;
  private final JsonNode user;
  private final long time;

  /**
   * @param time event time that the body carries, epoch milliseconds
   */
  CloudTrailBody(final CloudTrailCall call, final long time) {
    this.call = call;
    this.user = call.record().path("userIdentity");
    this.time = time;
  }

  /** The body, without anything that {@link CloudTrailSecrets} names. */
  ObjectNode json() {
    final String managed = CloudTrailActivity.managedEntity(call);
    return managed.isEmpty() ? apiActivity() : entityManagement(managed);
  }

  private ObjectNode apiActivity() {
    final ObjectNode body = base(6003, "API Activity", 6, "Application Activity");
    body.set("metadata", metadata("cloud"));
    body.set("api", api());
    body.set("actor", actor());
    body.set("cloud", cloud());
    body.set("src_endpoint", sourceEndpoint());
    if (!call.text("userAgent").isEmpty()) {
      body.putObject("http_request").put("user_agent", clip(call.text("userAgent")));
    }
    putResources(body);
    body.set("observables", observables());
    body.set("unmapped", unmapped());
    return body;
  }

  private ObjectNode entityManagement(final String managed) {
    final ObjectNode body = base(3004, "Entity Management", 3, "Identity & Access Management");
    body.set("metadata", metadata("cloud", "host"));
    body.set("entity", entity(managed));
    body.set("api", api());
    body.set("actor", actor());
    body.set("cloud", cloud());
    body.set("observables", observables());
    final ObjectNode unmapped = unmapped();
    unmapped.set("src_endpoint", sourceEndpoint());
    unmapped.put("user_agent", clip(call.text("userAgent")));
    body.set("unmapped", unmapped);
    return body;
  }

  private ObjectNode base(
      final int classUid,
      final String className,
      final int categoryUid,
      final String categoryName) {
    final CloudTrailActivity activity = CloudTrailActivity.of(call);
    final ObjectNode body =
        JSON.objectNode()
            .put("class_uid", classUid)
            .put("class_name", className)
            .put("category_uid", categoryUid)
            .put("category_name", categoryName)
            .put("activity_id", activity.id())
            .put("activity_name", clip(activity.caption()))
            .put("type_uid", classUid * 100L + activity.id())
            .put("time", time)
            .put("severity_id", 1)
            .put("severity", "Informational")
            .put("status_id", call.isFailed() ? 2 : 1)
            .put("status", call.isFailed() ? "Failure" : "Success")
            .put("message", clip(call.source() + " " + call.name()));
    putText(body, "status_code", call.text("errorCode"));
    putText(body, "status_detail", call.text("errorMessage"));
    return body;
  }

  private ObjectNode metadata(final String... profiles) {
    final ObjectNode metadata =
        JSON.objectNode()
            .put("version", OCSF_VERSION)
            .put("uid", clip(call.eventId()))
            .put("tenant_uid", clip(call.tenantId()))
            .put("event_code", clip(call.name()))
            .put("original_time", clip(call.text("eventTime")))
            .put("log_provider", "AWS CloudTrail");
    putText(metadata, "log_name", call.text("eventType"));
    putText(metadata, "correlation_uid", call.text("sharedEventID"));
    final ObjectNode product = metadata.putObject("product");
    product.put("name", "CloudTrail").put("vendor_name", "AWS");
    putText(product, "version", call.text("eventVersion"));
    final ArrayNode names = metadata.putArray("profiles");
    for (final String profile : profiles) {
      names.add(profile);
    }
    return metadata;
  }

  private ObjectNode api() {
    final ObjectNode api = JSON.objectNode().put("operation", clip(call.name()));
    putText(api, "version", call.text("apiVersion"));
    api.putObject("service").put("name", clip(call.source()));
    final String requestId = call.text("requestID");
    final ObjectNode request =
        api.putObject("request").put("uid", clip(requestId.isEmpty() ? call.eventId() : requestId));
    final JsonNode parameters = call.record().path("requestParameters");
    if (parameters.isContainerNode()) {
      request.set(
          "data",
          call.source().equals("ssm.amazonaws.com")
              ? CloudTrailSecrets.without(parameters, "value")
              : CloudTrailSecrets.without(parameters));
    }
    final ObjectNode response = JSON.objectNode();
    putText(response, "error", call.text("errorCode"));
    putText(response, "error_message", call.text("errorMessage"));
    if (call.record().path("responseElements").isContainerNode()) {
      response.set("data", CloudTrailSecrets.without(call.record().get("responseElements")));
    }
    if (!response.isEmpty()) {
      api.set("response", response);
    }
    return api;
  }

  private ObjectNode actor() {
    final ObjectNode actor = JSON.objectNode();
    putText(actor, "invoked_by", text(user, "invokedBy"));
    final ObjectNode who = actor.putObject("user");
    final String arn = text(user, "arn");
    who.put("uid", clip(arn.isEmpty() ? call.identity() : arn));
    putText(who, "uid_alt", text(user, "principalId"));
    putText(who, "name", text(user, "userName"));
    putText(who, "type", text(user, "type"));
    putText(who, "credential_uid", text(user, "accessKeyId"));
    if (!text(user, "accountId").isEmpty()) {
      who.set("account", account(text(user, "accountId")));
    }
    final JsonNode context = user.path("sessionContext");
    final ObjectNode session = JSON.objectNode();
    putText(session, "issuer", text(context.path("sessionIssuer"), "arn"));
    final JsonNode attributes = context.path("attributes");
    putMillis(session, "created_time", text(attributes, "creationDate"));
    if (attributes.has("mfaAuthenticated")) {
      session.put("is_mfa", attributes.get("mfaAuthenticated").asBoolean());
    }
    if (!session.isEmpty()) {
      actor.set("session", session);
    }
    return actor;
  }

  private ObjectNode cloud() {
    final ObjectNode cloud = JSON.objectNode().put("provider", "AWS");
    putText(cloud, "region", call.text("awsRegion"));
    cloud.set("account", account(call.tenantId()));
    return cloud;
  }

  private static ObjectNode account(final String uid) {
    return JSON.objectNode().put("uid", clip(uid)).put("type_id", 10).put("type", "AWS Account");
  }

  /** Address, else host name of a service, else the text as it came: all are seen in the field. */
  private ObjectNode sourceEndpoint() {
    final ObjectNode endpoint = JSON.objectNode();
    final String source = call.text("sourceIPAddress");
    if (isAddress(source)) {
      return endpoint.put("ip", source);
    }
    if (HOST_NAME.matcher(source).matches()) {
      return endpoint.put("hostname", source);
    }
    return endpoint.put("name", source.isEmpty() ? "unknown" : clip(source));
  }

  private ObjectNode entity(final String managed) {
    final JsonNode parameters = call.record().path("requestParameters");
    final JsonNode response = call.record().path("responseElements");
    final boolean role = managed.equals("Role");
    String name = text(parameters, role ? "roleName" : "userName");
    String uid = text(response.path(role ? "role" : "user"), "arn");
    if (managed.equals("Access Key")) {
      uid = text(parameters, "accessKeyId");
      uid = uid.isEmpty() ? text(response.path("accessKey"), "accessKeyId") : uid;
      name = name.isEmpty() ? text(response.path("accessKey"), "userName") : name;
    }
    final ObjectNode entity = JSON.objectNode().put("type", managed);
    putText(entity, "name", name);
    putText(entity, "uid", uid);
    // A call without a name is about the caller itself.
    return name.isEmpty() && uid.isEmpty() ? entity.put("uid", clip(call.identity())) : entity;
  }

  private void putResources(final ObjectNode body) {
    final ArrayNode resources = JSON.arrayNode();
    for (final JsonNode resource : call.record().path("resources")) {
      final String arn = text(resource, "ARN");
      if (!arn.isEmpty()) {
        final ObjectNode out = resources.addObject().put("uid", clip(arn));
        putText(out, "type", text(resource, "type"));
        if (!text(resource, "accountId").isEmpty()) {
          out.putObject("owner").set("account", account(text(resource, "accountId")));
        }
      }
    }
    if (!resources.isEmpty()) {
      body.set("resources", resources);
    }
  }

  private ArrayNode observables() {
    final ArrayNode observables = JSON.arrayNode();
    final String source = call.text("sourceIPAddress");
    if (isAddress(source)) {
      observe(observables, "src_endpoint.ip", 2, "IP Address", source);
    }
    observe(observables, "actor.user.name", 4, "User Name", text(user, "userName"));
    observe(
        observables, "actor.user.credential_uid", 99, "Credential UID", text(user, "accessKeyId"));
    return observables;
  }

  private static void observe(
      final ArrayNode observables,
      final String name,
      final int typeId,
      final String type,
      final String value) {
    if (!value.isEmpty()) {
      observables
          .addObject()
          .put("name", name)
          .put("type_id", typeId)
          .put("type", type)
          .put("value", clip(value));
    }
  }

  private ObjectNode unmapped() {
    final ObjectNode unmapped = JSON.objectNode();
    for (final String field : UNMAPPED) {
      if (call.record().hasNonNull(field)) {
        unmapped.set(field, CloudTrailSecrets.without(call.record().get(field)));
      }
    }
    return unmapped;
  }

  static boolean isAddress(final String text) {
    return IPV4.matcher(text).matches()
        || (IPV6.matcher(text).matches() && IPV6_GROUPS.matcher(text).matches());
  }

  private static void putMillis(final ObjectNode node, final String field, final String iso) {
    if (iso.isEmpty()) {
      return;
    }
    try {
      node.put(field, Instant.parse(iso).toEpochMilli());
    } catch (final DateTimeException | ArithmeticException e) {
      // The session's start is context only: an event must not be lost over it.
      return;
    }
  }

  private static void putText(final ObjectNode node, final String field, final String value) {
    if (!value.isEmpty()) {
      node.put(field, clip(value));
    }
  }

  private static String text(final JsonNode node, final String field) {
    return node.path(field).isTextual() ? node.get(field).textValue() : "";
  }

  private static String clip(final String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }
}
