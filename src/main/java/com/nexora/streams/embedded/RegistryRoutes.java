package com.nexora.streams.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The paths of the registry's protocol: from a request to a call, from its result to JSON. */
final class RegistryRoutes {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final RegistryCalls calls;

  RegistryRoutes(final RegistryCalls calls) {
    this.calls = calls;
  }

  /** One request, its path cut at the slashes before decoding: a subject may contain a slash. */
  record Request(String method, List<String> path, Map<String, String> query, String body) {

    static Request of(final String method, final URI uri, final String body) {
      final List<String> path =
          Arrays.stream(uri.getRawPath().split("/"))
              .filter(part -> !part.isEmpty())
              .map(part -> decode(part.replace("+", "%2B")))
              .toList();
      final Map<String, String> query = new HashMap<>();
      final @Nullable String raw = uri.getRawQuery();
      if (raw != null) {
        for (final String pair : raw.split("&")) {
          final int sign = pair.indexOf('=');
          query.put(
              decode(sign < 0 ? pair : pair.substring(0, sign)),
              sign < 0 ? "" : decode(pair.substring(sign + 1)));
        }
      }
      return new Request(method, path, query, body);
    }

    private static String decode(final String text) {
      try {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
      } catch (final IllegalArgumentException e) {
        throw RegistryException.badRequest("cannot decode \"" + text + "\"");
      }
    }

    boolean flag(final String name) {
      return Boolean.parseBoolean(query.get(name));
    }

    String at(final int index) {
      return path.get(index);
    }

    int length() {
      return path.size();
    }

    boolean get() {
      return method.equals("GET");
    }

    boolean post() {
      return method.equals("POST");
    }

    boolean put() {
      return method.equals("PUT");
    }

    boolean delete() {
      return method.equals("DELETE");
    }

    RegistryException notFound() {
      return RegistryException.noSuchPath("/" + String.join("/", path));
    }

    RegistryException wrongMethod() {
      return RegistryException.noSuchMethod(method);
    }
  }

  /**
   * Answers a request.
   *
   * @throws RegistryException for every answer that is not success
   */
  JsonNode answer(final Request request) {
    if (request.length() == 0) {
      return NODES.objectNode();
    }
    return switch (request.at(0)) {
      case "subjects" -> subjects(request);
      case "schemas" -> schemas(request);
      case "compatibility" -> compatibility(request);
      case "config" -> config(request);
      case "mode" -> mode(request);
      default -> throw request.notFound();
    };
  }

  private JsonNode subjects(final Request request) {
    final boolean deleted = request.flag("deleted");
    return switch (request.length()) {
      case 1 -> {
        if (!request.get()) {
          throw request.wrongMethod();
        }
        final String prefix = request.query().getOrDefault("subjectPrefix", "");
        yield texts(
            calls.state().subjects(deleted).stream().filter(s -> s.startsWith(prefix)).toList());
      }
      case 2 -> subject(request, deleted);
      case 3 -> {
        if (!request.at(2).equals("versions")) {
          throw request.notFound();
        }
        yield versions(request, deleted);
      }
      default -> {
        if (!request.at(2).equals("versions")) {
          throw request.notFound();
        }
        yield version(request, deleted);
      }
    };
  }

  private JsonNode subject(final Request request, final boolean deleted) {
    if (request.post()) {
      return described(calls.lookUp(request.at(1), schemaOf(request), deleted));
    }
    if (request.delete()) {
      return numbers(calls.deleteSubject(request.at(1), request.flag("permanent")));
    }
    throw request.wrongMethod();
  }

  private JsonNode versions(final Request request, final boolean deleted) {
    if (request.get()) {
      return numbers(
          calls.versions(request.at(1), deleted).stream().map(RegisteredSchema::version).toList());
    }
    if (request.post()) {
      return NODES.objectNode().put("id", calls.register(request.at(1), schemaOf(request)));
    }
    throw request.wrongMethod();
  }

  private JsonNode version(final Request request, final boolean deleted) {
    if (request.length() == 4 && request.delete()) {
      return NODES.numberNode(
          calls.deleteVersion(request.at(1), request.at(3), request.flag("permanent")));
    }
    if (!request.get()) {
      throw request.wrongMethod();
    }
    final RegisteredSchema schema = calls.version(request.at(1), request.at(3), deleted);
    if (request.length() == 4) {
      return described(schema);
    }
    if (request.length() == 5 && request.at(4).equals("schema")) {
      return read(schema.text());
    }
    if (request.length() == 5 && request.at(4).equals("referencedby")) {
      return NODES.arrayNode();
    }
    throw request.notFound();
  }

  private JsonNode schemas(final Request request) {
    if (!request.get()) {
      throw request.wrongMethod();
    }
    if (request.length() == 2 && request.at(1).equals("types")) {
      return texts(List.of("AVRO"));
    }
    if (request.length() < 3 || request.length() > 4 || !request.at(1).equals("ids")) {
      throw request.notFound();
    }
    final RegisteredSchema schema = calls.byId(request.at(2));
    if (request.length() == 3) {
      final ObjectNode answer = NODES.objectNode().put("schema", schema.text());
      return request.flag("fetchMaxId") ? answer.put("maxId", calls.state().maxId()) : answer;
    }
    final List<RegisteredSchema> uses = calls.state().uses(schema.id(), request.flag("deleted"));
    return switch (request.at(3)) {
      case "schema" -> read(schema.text());
      case "subjects" -> texts(uses.stream().map(RegisteredSchema::subject).distinct().toList());
      case "versions" -> {
        final ArrayNode answer = NODES.arrayNode();
        uses.forEach(
            use -> answer.addObject().put("subject", use.subject()).put("version", use.version()));
        yield answer;
      }
      default -> throw request.notFound();
    };
  }

  private JsonNode compatibility(final Request request) {
    final boolean path =
        request.length() >= 4
            && request.length() <= 5
            && request.at(1).equals("subjects")
            && request.at(3).equals("versions");
    if (!path) {
      throw request.notFound();
    }
    if (!request.post()) {
      throw request.wrongMethod();
    }
    final List<String> problems =
        calls.problems(
            request.at(2), request.length() == 5 ? request.at(4) : null, schemaOf(request));
    final ObjectNode answer = NODES.objectNode().put("is_compatible", problems.isEmpty());
    if (request.flag("verbose")) {
      answer.set("messages", texts(problems));
    }
    return answer;
  }

  private JsonNode config(final Request request) {
    if (request.length() > 2) {
      throw request.notFound();
    }
    final @Nullable String subject = request.length() == 2 ? request.at(1) : null;
    if (request.get()) {
      return NODES.objectNode().put("compatibilityLevel", level(request, subject).name());
    }
    if (request.put()) {
      final CompatibilityLevel level = CompatibilityLevel.of(text(request, "compatibility"));
      calls.setLevel(subject, level);
      return NODES.objectNode().put("compatibility", level.name());
    }
    if (request.delete()) {
      final CompatibilityLevel former = level(request, subject);
      calls.setLevel(subject, null);
      return NODES.objectNode().put("compatibility", former.name());
    }
    throw request.wrongMethod();
  }

  private CompatibilityLevel level(final Request request, final @Nullable String subject) {
    final RegistryState state = calls.state();
    if (subject == null || request.flag("defaultToGlobal")) {
      return subject == null ? state.globalLevel() : state.level(subject);
    }
    return state
        .subjectLevel(subject)
        .orElseThrow(() -> RegistryException.noSubjectConfig(subject));
  }

  private JsonNode mode(final Request request) {
    if (!request.get()) {
      throw RegistryException.modeNotPermitted();
    }
    if (request.length() == 2 && !request.flag("defaultToGlobal")) {
      throw RegistryException.noSubjectMode(request.at(1));
    }
    return NODES.objectNode().put("mode", "READWRITE");
  }

  private static String schemaOf(final Request request) {
    final JsonNode body = body(request);
    final String type = body.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw RegistryException.invalidSchema(
          "type " + type + " is not supported by the development registry, only AVRO");
    }
    if (!body.path("references").isEmpty()) {
      throw RegistryException.invalidSchema(
          "references are not supported by the development registry");
    }
    return text(request, "schema");
  }

  private static String text(final Request request, final String field) {
    final JsonNode value = body(request).path(field);
    if (!value.isTextual() || value.textValue().isBlank()) {
      if (field.equals("schema")) {
        throw RegistryException.invalidSchema("the body has no text \"schema\"");
      }
      throw RegistryException.invalidLevel(value.asText());
    }
    return value.textValue();
  }

  private static JsonNode body(final Request request) {
    final JsonNode body = read(request.body());
    if (!body.isObject()) {
      throw RegistryException.badRequest("the body is not a JSON object");
    }
    return body;
  }

  private static JsonNode read(final String json) {
    try {
      return JSON.readTree(json);
    } catch (final JsonProcessingException e) {
      throw RegistryException.badRequest("not valid JSON: " + e.getOriginalMessage());
    }
  }

  private static ObjectNode described(final RegisteredSchema schema) {
    return NODES
        .objectNode()
        .put("subject", schema.subject())
        .put("version", schema.version())
        .put("id", schema.id())
        .put("schema", schema.text());
  }

  private static ArrayNode texts(final List<String> values) {
    final ArrayNode array = NODES.arrayNode();
    values.forEach(value -> array.add(TextNode.valueOf(value)));
    return array;
  }

  private static ArrayNode numbers(final List<Integer> values) {
    final ArrayNode array = NODES.arrayNode();
    values.forEach(array::add);
    return array;
  }
}
