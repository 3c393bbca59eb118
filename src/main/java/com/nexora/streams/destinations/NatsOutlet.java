package com.nexora.streams.destinations;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells NATS the status of agents: {@code agents.<id>.status} when an agent has started ({@code
 * running}) and when one of its tasks has completed ({@code idle}); other items are passed over.
 *
 * <p>Accepted means that the server has answered a ping behind the batch: NATS itself keeps nothing
 * for a subscriber that is away.
 */
final class NatsOutlet implements Outlet {

  private static final Map<String, String> STATUS =
      Map.of("agent.started", "running", "task.completed", "idle");
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9_-]+\\.)*");

  private final DestinationSpec spec;
  private final Secrets secrets;
  private final NetworkGuard guard;
  private final String prefix;
  private @Nullable Connection connection;

  NatsOutlet(final DestinationSpec spec, final Secrets secrets, final NetworkGuard guard) {
    this.spec = spec;
    this.secrets = secrets;
    this.guard = guard;
    this.prefix = spec.text("subjectPrefix", "");
    if (!PREFIX.matcher(prefix).matches()) {
      throw new InvalidDestinationException(
          "nats: subjectPrefix is words of letters, digits, '_' and '-', each with a dot behind");
    }
  }

  @Override
  public void deliver(final List<Item> batch) throws UnavailableException {
    try {
      final Connection open = open();
      for (final Item item : batch) {
        final String status = STATUS.get(item.type());
        if (status != null && !item.entityId().isEmpty()) {
          open.publish(subject(item.entityId()), body(item, status));
        }
      }
      open.flush(TIMEOUT);
    } catch (final IOException | TimeoutException | IllegalStateException e) {
      throw new UnavailableException("NATS: " + e.getMessage(), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("NATS: interrupted", e);
    }
  }

  /** The id as one token: what NATS gives a meaning to is written as %XX of its UTF-8 bytes. */
  String subject(final String agentId) {
    final StringBuilder token = new StringBuilder(agentId.length());
    for (final byte b : agentId.getBytes(StandardCharsets.UTF_8)) {
      final char c = (char) (b & 0xff);
      if (c >= 'a' && c <= 'z'
          || c >= 'A' && c <= 'Z'
          || c >= '0' && c <= '9'
          || c == '-'
          || c == '_') {
        token.append(c);
      } else {
        token.append(String.format(java.util.Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return prefix + "agents." + token + ".status";
  }

  private static byte[] body(final Item item, final String status) {
    final Map<String, String> fields = new LinkedHashMap<>();
    fields.put("tenantId", item.tenantId());
    fields.put("agentId", item.entityId());
    fields.put("status", status);
    fields.put("eventType", item.type());
    fields.put("eventId", item.id());
    fields.put("timestamp", Instant.ofEpochMilli(item.time()).toString());
    return JsonTexts.object(fields).getBytes(StandardCharsets.UTF_8);
  }

  private Connection open() throws IOException, InterruptedException, UnavailableException {
    final Connection known = connection;
    if (known != null && known.getStatus() == Connection.Status.CONNECTED) {
      return known;
    }
    close();
    final String host = spec.text("host", "");
    final InetSocketAddress address = guard.resolve(host, spec.port(4222));
    final String target = spec.tls() ? host : address.getAddress().getHostAddress();
    final Options.Builder options =
        new Options.Builder()
            .server(
                (spec.tls() ? "tls://" : "nats://")
                    + (target.contains(":") ? "[" + target + "]" : target)
                    + ":"
                    + address.getPort())
            .connectionTimeout(TIMEOUT)
            .noReconnect()
            .errorListener(new ErrorListener() {})
            .connectionName("nexora-streams");
    authenticate(options);
    if (spec.tls()) {
      try {
        options.secure();
      } catch (final NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has TLS", e);
      }
    }
    final Connection open = Nats.connect(options.build());
    connection = open;
    return open;
  }

  private void authenticate(final Options.Builder options) {
    final Map<String, String> config = spec.config();
    if (config.containsKey("token")) {
      options.token(secrets.get(spec.tenantId(), spec.text("token", "")).toCharArray());
    } else if (config.containsKey("password")) {
      options.userInfo(
          spec.text("user", "").toCharArray(),
          secrets.get(spec.tenantId(), spec.text("password", "")).toCharArray());
    }
  }

  @Override
  public void close() {
    final Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (final InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
