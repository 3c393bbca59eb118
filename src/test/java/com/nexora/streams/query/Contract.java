package com.nexora.streams.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Holds answers against openapi.yaml: status, media type, headers and every field. */
final class Contract {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode document;

  Contract() {
    try {
      document = YAML.readTree(TopologyRoutes.contract());
    } catch (final IOException e) {
      throw new IllegalStateException(e);
    }
  }

  Set<String> paths() {
    final Set<String> paths = new TreeSet<>();
    document.get("paths").fieldNames().forEachRemaining(paths::add);
    return paths;
  }

  /** Methods of a path, in lower case. */
  Set<String> methods(final String path) {
    final Set<String> methods = new TreeSet<>();
    document.at("/paths/" + pointer(path)).fieldNames().forEachRemaining(methods::add);
    methods.retainAll(Set.of("get", "put", "post", "delete", "patch"));
    return methods;
  }

  /** Whether a path is also served under the gateway's prefix. */
  boolean underGateway(final String path) {
    return document
        .at("/paths/" + pointer(path) + "/servers")
        .toString()
        .contains(GatewayPrefix.PREFIX);
  }

  /** Names of the query parameters that a path declares. */
  Set<String> queryParameters(final String path) {
    final Set<String> names = new TreeSet<>();
    for (final JsonNode parameter : document.at("/paths/" + pointer(path) + "/get/parameters")) {
      final JsonNode resolved = resolve(parameter);
      if ("query".equals(resolved.get("in").asText())) {
        names.add(resolved.get("name").asText());
      }
    }
    return names;
  }

  /** Whether the document says that a path is open to anyone. */
  boolean isPublic(final String path) {
    final JsonNode security = document.at("/paths/" + pointer(path) + "/get/security");
    return security.isArray() && security.isEmpty();
  }

  /** Media type of a path's 200. */
  String produces(final String path) {
    return resolve(document.at("/paths/" + pointer(path) + "/get/responses/200"))
        .get("content")
        .fieldNames()
        .next();
  }

  /** What the answer does other than the document says; empty if nothing. */
  List<String> violations(final String path, final HttpResponse<String> answer) {
    return violations(path, "get", answer);
  }

  /** As {@link #violations(String, HttpResponse)}, of a method in small letters. */
  List<String> violations(
      final String path, final String method, final HttpResponse<String> answer) {
    final JsonNode declared =
        document.at("/paths/" + pointer(path) + "/" + method + "/responses/" + answer.statusCode());
    if (declared.isMissingNode()) {
      return List.of("status " + answer.statusCode() + " is not declared: " + answer.body());
    }
    final List<String> violations = new ArrayList<>();
    final JsonNode response = resolve(declared);
    response
        .path("headers")
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (answer.headers().firstValue(name).isEmpty()) {
                violations.add("header " + name + " is missing");
              }
            });
    final String type =
        answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "").strip();
    final JsonNode content = response.path("content").path(type);
    if (content.isMissingNode()) {
      violations.add("media type " + type + " is not declared for " + answer.statusCode());
    } else if (type.endsWith("json")) {
      violations.addAll(validate(content.get("schema"), answer.body()));
    }
    return violations;
  }

  private List<String> validate(final JsonNode schema, final String body) {
    final ObjectNode root = JSON.createObjectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.set("components", document.get("components"));
    root.setAll((ObjectNode) schema.deepCopy());
    final SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    try {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(root, config)
          .validate(JSON.readTree(body))
          .stream()
          .map(ValidationMessage::getMessage)
          .toList();
    } catch (final JsonProcessingException e) {
      return List.of("the body is no JSON: " + body);
    }
  }

  private JsonNode resolve(final JsonNode node) {
    return node.has("$ref")
        ? document.at(node.get("$ref").asText().replaceFirst(Pattern.quote("#"), ""))
        : node;
  }

  private static String pointer(final String path) {
    return path.replace("~", "~0").replace("/", "~1");
  }
}
