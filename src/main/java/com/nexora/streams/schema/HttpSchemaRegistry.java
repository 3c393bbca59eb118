package com.nexora.streams.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nexora.streams.schema.RegistryConnection.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A registry that speaks Confluent's REST protocol: Confluent's, Apicurio's under {@code
 * /apis/ccompat/v7}, our own in development.
 *
 * <p>Ours because Confluent's client is in no public central repository. Ids and schemas never
 * change once given, so they are kept for good; that an id is unknown is kept for seconds. Schema
 * references are not supported. Thread-safe.
 */
public final class HttpSchemaRegistry implements SchemaRegistry, AutoCloseable {

  static {
    GeneratedRecords.trust();
  }

  private static final int SUBJECT_NOT_FOUND = 40401;
  private static final int NOT_FOUND = 40403;
  private static final int INVALID_SCHEMA = 42201;
  private static final int CONFLICT = 409;

  private final RegistryConnection connection;
  private final boolean autoRegister;
  private final UnknownIds unknownIds;
  private final ConcurrentMap<Integer, Schema> schemas = new ConcurrentHashMap<>();
  private final ConcurrentMap<UnderSubject, Integer> ids = new ConcurrentHashMap<>();
  private final PromptSchemas prompt = new PromptSchemas(this);

  /**
   * Opens no connection yet: see {@link #ping}.
   *
   * @param config settings with Confluent's names, see {@code docs/schema-registry.md}
   * @throws org.apache.kafka.common.config.ConfigException if one of them cannot be used
   */
  public HttpSchemaRegistry(final Map<String, ?> config) {
    this(config, System::nanoTime);
  }

  HttpSchemaRegistry(final Map<String, ?> config, final LongSupplier nanoTime) {
    final SchemaSettings settings = new SchemaSettings(config);
    connection = new RegistryConnection(settings);
    autoRegister = settings.autoRegister();
    unknownIds = new UnknownIds(settings.missingIdTtl(), nanoTime);
  }

  /**
   * Asks each registry once at most, for a check at start-up or of health.
   *
   * @throws RegistryAccessException if what answers is no registry or refuses our credentials
   * @throws RegistryUnreachableException if none answered
   */
  public void ping() {
    final Reply reply = connection.getOnce("/subjects?limit=1");
    if (reply.status() != 200 || !reply.body().isArray()) {
      throw refused("list subjects", reply);
    }
  }

  @Override
  public int idOf(final String subject, final Schema schema) {
    final UnderSubject key = new UnderSubject(subject, schema);
    final Integer known = ids.get(key);
    if (known != null) {
      return known;
    }
    final int id = autoRegister ? register(subject, schema) : lookup(subject, schema);
    ids.put(key, id);
    return id;
  }

  @Override
  public Schema byId(final int id) {
    final Schema known = known(id);
    if (known != null) {
      return known;
    }
    LockSupport.parkNanos(unknownIds.delayNanos());
    return answer(id, connection.get(path(id)));
  }

  @Override
  public SchemaRegistry prompt() {
    return prompt;
  }

  /**
   * What needs no question: the schema, or null if the registry must be asked.
   *
   * @throws UnknownSchemaIdException if the registry said a moment ago that it does not know the id
   */
  @Nullable Schema known(final int id) {
    final Schema known = schemas.get(id);
    if (known == null && unknownIds.contains(id)) {
      throw unknown(id);
    }
    return known;
  }

  /** How long the next question has to wait, in nanoseconds; 0 while few ids are unknown. */
  long delayNanos() {
    return unknownIds.delayNanos();
  }

  /**
   * Asks each registry once.
   *
   * @param timeout for each; at most the configured one counts
   */
  Schema fetch(final int id, final Duration timeout) {
    return answer(id, connection.getOnce(path(id), timeout));
  }

  private static String path(final int id) {
    return "/schemas/ids/" + id;
  }

  private Schema answer(final int id, final Reply reply) {
    if (reply.status() == 200) {
      final Schema schema = schema("schema id " + id, reply.body());
      schemas.put(id, schema);
      return schema;
    }
    if (reply.errorCode() == NOT_FOUND) {
      unknownIds.add(id);
      throw unknown(id);
    }
    throw refused("read schema id " + id, reply);
  }

  @Override
  public Registered latest(final String subject) {
    final Reply reply = connection.get("/subjects/" + encoded(subject) + "/versions/latest");
    if (reply.status() == 200) {
      final Schema schema = schema("subject " + subject, reply.body());
      return new Registered(id(reply), schema);
    }
    if (reply.errorCode() == SUBJECT_NOT_FOUND) {
      throw new SchemaException(
          "subject %s is unknown to the registry: register its schema first, or set %s=true"
              .formatted(subject, SchemaSettings.AUTO_REGISTER),
          null);
    }
    throw refused("read the latest schema of subject " + subject, reply);
  }

  /**
   * Registers a schema under a subject, whatever {@code auto.register.schemas} says.
   *
   * @return its id; that of the schema already there if it is the same
   * @throws IncompatibleSchemaException if the registry's compatibility rule forbids it
   * @throws RegistryUnreachableException if no registry answered
   */
  public int register(final String subject, final Schema schema) {
    final Reply reply =
        connection.post("/subjects/" + encoded(subject) + "/versions", body(schema));
    if (reply.status() == 200) {
      return id(reply);
    }
    if (reply.status() == CONFLICT || reply.errorCode() == INVALID_SCHEMA) {
      throw new IncompatibleSchemaException(
          "the registry refuses %s under subject %s (%d): %s"
              .formatted(schema.getFullName(), subject, reply.errorCode(), reply.message()),
          null);
    }
    throw refused("register under subject " + subject, reply);
  }

  /** Ends waiting retries; requests fail from now on. */
  @Override
  public void close() {
    prompt.close();
    connection.close();
  }

  private int lookup(final String subject, final Schema schema) {
    final Reply reply = connection.post("/subjects/" + encoded(subject), body(schema));
    if (reply.status() == 200) {
      return id(reply);
    }
    if (reply.errorCode() == SUBJECT_NOT_FOUND || reply.errorCode() == NOT_FOUND) {
      throw new SchemaException(
          "subject %s does not hold this schema of %s and %s is false: register it first, or set %s=true to write with the subject's latest one"
              .formatted(
                  subject,
                  schema.getFullName(),
                  SchemaSettings.AUTO_REGISTER,
                  SchemaSettings.USE_LATEST),
          null);
    }
    throw refused("look up subject " + subject, reply);
  }

  private static ObjectNode body(final Schema schema) {
    return JsonNodeFactory.instance.objectNode().put("schema", schema.toString());
  }

  private static int id(final Reply reply) {
    final JsonNode id = reply.body().path("id");
    if (!id.isInt()) {
      throw refused("read an id", reply);
    }
    return id.intValue();
  }

  private static Schema schema(final String what, final JsonNode body) {
    final String type = body.path("schemaType").asText("AVRO");
    if (!"AVRO".equals(type)) {
      throw new SchemaException(what + " is of type " + type + ", not AVRO", null);
    }
    if (!body.path("references").isEmpty()) {
      throw new SchemaException(what + " refers to other schemas, which is not supported", null);
    }
    try {
      // Written by whatever client: as lenient as the ones that let it in.
      return new Schema.Parser(NameValidator.NO_VALIDATION)
          .setValidateDefaults(false)
          .parse(body.path("schema").asText());
    } catch (final AvroRuntimeException e) {
      throw new SchemaException(what + " is no Avro schema: " + e.getMessage(), e);
    }
  }

  private static RegistryUnreachableException refused(final String what, final Reply reply) {
    final String where = RegistryConnection.name(reply.url());
    final String hint =
        switch (reply.status()) {
          case 401 ->
              "it does not accept who we are: see basic.auth.* or bearer.auth.* ("
                  + SchemaSettings.BASIC_AUTH_USER_INFO
                  + ", "
                  + SchemaSettings.BEARER_AUTH_TOKEN
                  + ")";
          case 403 ->
              "the user of "
                  + SchemaSettings.BASIC_AUTH_USER_INFO
                  + " or "
                  + SchemaSettings.BEARER_AUTH_TOKEN
                  + " may not do this; if it may only read, set "
                  + SchemaSettings.AUTO_REGISTER
                  + "=false";
          default ->
              reply.isOfRegistry()
                  ? reply.message()
                  : "that is not what a schema registry answers; does "
                      + SchemaSettings.URL
                      + " include the path (Apicurio: /apis/ccompat/v7)?";
        };
    return new RegistryAccessException(
        "cannot %s: %s answered %d: %s".formatted(what, where, reply.errorCode(), hint), null);
  }

  private static UnknownSchemaIdException unknown(final int id) {
    return new UnknownSchemaIdException(
        "schema id " + id + " is unknown to the registry: was the record written with another one?",
        null);
  }

  private static String encoded(final String subject) {
    return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private record UnderSubject(String subject, Schema schema) {}
}
