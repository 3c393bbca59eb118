package com.nexora.streams.compliance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Picks the values at some paths out of a payload in one pass, without building a tree.
 *
 * <p>What is no JSON has no values. Null counts as absent, an empty text too.
 */
final class PayloadReader {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int MAX_DEPTH = 64;

  private final PayloadPaths paths;

  PayloadReader(final PayloadPaths paths) {
    this.paths = paths;
  }

  /** Per path what stands there; an object or list counts as one text, its bracket. */
  List<String>[] read(final String payload) {
    @SuppressWarnings({"unchecked", "rawtypes"})
    final List<String>[] found = new List[paths.size()];
    java.util.Arrays.fill(found, List.<String>of());
    try (JsonParser parser = JSON.createParser(payload)) {
      if (parser.nextToken() != null) {
        value(parser, paths.root(), -1, found, 0);
      }
    } catch (final IOException e) {
      java.util.Arrays.fill(found, List.<String>of());
    }
    return found;
  }

  private void value(
      final JsonParser parser,
      final PayloadPaths.@Nullable Node node,
      final int anywhere,
      final List<String>[] found,
      final int depth)
      throws IOException {
    final JsonToken token = parser.currentToken();
    if (token == JsonToken.START_ARRAY) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        value(parser, node, anywhere, found, depth + 1);
      }
      return;
    }
    final boolean object = token == JsonToken.START_OBJECT;
    keep(parser, node == null ? -1 : node.number(), object, found);
    keep(parser, anywhere, object, found);
    if (!object) {
      return;
    }
    if ((node == null && !paths.hasAnywhere()) || depth > MAX_DEPTH) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      final String name = PayloadPaths.name(parser.currentName());
      parser.nextToken();
      value(parser, node == null ? null : node.below(name), paths.anywhere(name), found, depth + 1);
    }
  }

  private static void keep(
      final JsonParser parser, final int path, final boolean object, final List<String>[] found)
      throws IOException {
    if (path < 0 || parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    final String text = object ? "{" : parser.getText();
    if (text.isEmpty()) {
      return;
    }
    if (found[path].isEmpty()) {
      found[path] = new ArrayList<>(2);
    }
    found[path].add(text);
  }
}
