package com.nexora.streams.destinations;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A signed webhook: batches of CloudEvents 1.0 as JSON.
 *
 * <p>{@code Nexora-Signature: t=<unix seconds>,v1=<hex>} is HMAC-SHA256 with the shared secret over
 * {@code t + "." + body}, before compression. With the time in it, a receiver that refuses old ones
 * cannot be sent a recorded request again.
 */
final class WebhookOutlet implements Outlet {

  static final String SIGNATURE = "Nexora-Signature";

  private static final JsonFactory JSON = new JsonFactory();
  private static final int MAX_BODY = 1 << 20;

  private final URI url;
  private final byte[] secret;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final boolean compressed;
  private final HttpPost http;
  private final LongSupplier seconds;

  /**
   * @param seconds the time, since 1970
   */
  WebhookOutlet(
      final DestinationSpec spec,
      final Secrets secrets,
      final HttpPost http,
      final LongSupplier seconds) {
    this.url = DestinationSpec.url(spec.kind(), spec.text("url", ""));
    this.secret =
        secrets.get(spec.tenantId(), spec.text("secret", "")).getBytes(StandardCharsets.UTF_8);
    this.compressed = spec.compressed();
    this.http = http;
    this.seconds = seconds;
    headers.put("Content-Type", "application/cloudevents-batch+json; charset=utf-8");
    if (spec.config().containsKey("authorization")) {
      headers.put("Authorization", secrets.get(spec.tenantId(), spec.text("authorization", "")));
    }
    if (compressed) {
      headers.put("Content-Encoding", "gzip");
    }
  }

  @Override
  public void deliver(final List<Item> batch) throws UnavailableException, RefusedException {
    int delivered = 0;
    while (delivered < batch.size()) {
      final List<Item> part = new ArrayList<>();
      int size = 0;
      for (final Item item : batch.subList(delivered, batch.size())) {
        size += item.json().length();
        if (size > MAX_BODY && !part.isEmpty()) {
          break;
        }
        part.add(item);
      }
      post(part, delivered);
      delivered += part.size();
    }
  }

  private void post(final List<Item> part, final int delivered)
      throws UnavailableException, RefusedException {
    final byte[] body = body(part).getBytes(StandardCharsets.UTF_8);
    final Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(SIGNATURE, signature(secret, seconds.getAsLong(), body));
    final HttpPost.Reply reply;
    try {
      reply = http.send(url, all, compressed ? Gzip.of(body) : body);
    } catch (final UnavailableException e) {
      throw new UnavailableException(String.valueOf(e.getMessage()), e, delivered);
    }
    HttpPost.check(reply, url.getHost(), delivered);
  }

  /** The header's value. */
  static String signature(final byte[] secret, final long seconds, final byte[] body) {
    try {
      final Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
      return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (final GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }

  private static String body(final List<Item> items) {
    final StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartArray();
      for (final Item item : items) {
        json.writeStartObject();
        json.writeStringField("specversion", "1.0");
        json.writeStringField("id", item.id() + "/" + item.partition() + "-" + item.offset());
        json.writeStringField("source", "/nexora/" + item.topic());
        json.writeStringField("type", item.type());
        json.writeStringField("time", Instant.ofEpochMilli(item.time()).toString());
        if (!item.entityId().isEmpty()) {
          json.writeStringField("subject", item.entityId());
        }
        json.writeStringField("tenantid", item.tenantId());
        json.writeStringField("datacontenttype", "application/json");
        json.writeFieldName("data");
        json.writeRawValue(item.json());
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    return text.toString();
  }

  @Override
  public void close() {
    // Every request has a connection of its own.
  }
}
