package com.nexora.streams.destinations;

import javax.net.ssl.SSLSocketFactory;

/** Makes the outlet of a destination. */
final class Outlets {

  private final Secrets secrets;
  private final NetworkGuard guard;
  private final SSLSocketFactory tls;

  Outlets(final Secrets secrets, final NetworkGuard guard, final SSLSocketFactory tls) {
    this.secrets = secrets;
    this.guard = guard;
    this.tls = tls;
  }

  /**
   * A new outlet, which connects when it has something to deliver.
   *
   * @throws InvalidDestinationException if a setting or a secret cannot be used
   */
  Outlet of(final DestinationSpec spec) {
    final GuardedConnections connections = new GuardedConnections(guard, tls);
    return switch (spec.kind()) {
      case POSTGRES -> new PostgresOutlet(spec, secrets, guard);
      case REDIS -> new RedisOutlet(spec, secrets, guard);
      case NATS -> new NatsOutlet(spec, secrets, guard);
      case WEBHOOK ->
          new WebhookOutlet(
              spec, secrets, new HttpPost(connections), () -> System.currentTimeMillis() / 1_000);
      case SLACK -> new SlackOutlet(spec, secrets, new HttpPost(connections));
      case SYSLOG -> new SyslogOutlet(spec, connections);
    };
  }
}
