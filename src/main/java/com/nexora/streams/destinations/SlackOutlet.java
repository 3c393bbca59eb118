package com.nexora.streams.destinations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Messages to an incoming webhook of Slack, or of whatever takes {@code {"text": ...}} as it does.
 *
 * <p>Many items become one message of a line each: Slack takes about one message a second.
 */
final class SlackOutlet implements Outlet {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LINES = 20;
  private static final int MAX_VALUE = 200;
  private static final List<String> SHOWN =
      List.of(
          "name",
          "title",
          "ruleId",
          "framework",
          "severity",
          "status",
          "state",
          "metric",
          "observed",
          "threatScore",
          "correlationScore",
          "highAndCritical",
          "threshold");

  private final URI url;
  private final HttpPost http;

  SlackOutlet(final DestinationSpec spec, final Secrets secrets, final HttpPost http) {
    this.url = DestinationSpec.url(spec.kind(), secrets.get(spec.tenantId(), spec.text("url", "")));
    this.http = http;
  }

  @Override
  public void deliver(final List<Item> batch) throws UnavailableException, RefusedException {
    for (int delivered = 0; delivered < batch.size(); delivered += LINES) {
      final List<Item> lines = batch.subList(delivered, Math.min(batch.size(), delivered + LINES));
      final String text = lines.stream().map(SlackOutlet::line).collect(Collectors.joining("\n"));
      final HttpPost.Reply reply;
      try {
        reply =
            http.send(
                url,
                Map.of("Content-Type", "application/json; charset=utf-8"),
                JsonTexts.object(Map.of("text", text)).getBytes(StandardCharsets.UTF_8));
      } catch (final UnavailableException e) {
        throw new UnavailableException(String.valueOf(e.getMessage()), e, delivered);
      }
      HttpPost.check(reply, url.getHost(), delivered);
    }
  }

  private static String line(final Item item) {
    final StringBuilder line = new StringBuilder(256);
    line.append('*').append(escaped(item.type())).append('*');
    if (!item.entityId().isEmpty()) {
      line.append(' ').append(escaped(item.entityId()));
    }
    final JsonNode body = body(item);
    for (final String name : SHOWN) {
      final JsonNode value = body.get(name);
      if (value != null && value.isValueNode() && !value.asText().isEmpty()) {
        line.append(" | ").append(name).append(": ").append(escaped(value.asText()));
      }
    }
    return line.append(" | id: ").append(escaped(item.id())).toString();
  }

  private static JsonNode body(final Item item) {
    try {
      return JSON.readTree(item.json());
    } catch (final JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  /** As Slack asks: nothing in it is a link, a mention or a format. */
  static String escaped(final String text) {
    final String cut = text.length() > MAX_VALUE ? text.substring(0, MAX_VALUE) + "..." : text;
    return cut.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replaceAll("[\\r\\n]+", " ")
        .replace("*", "\u2217")
        .replace("`", "'");
  }

  @Override
  public void close() {
    // Every request has a connection of its own.
  }
}
