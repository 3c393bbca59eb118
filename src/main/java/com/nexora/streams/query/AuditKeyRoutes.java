package com.nexora.streams.query;

import com.nexora.streams.audit.checkpoint.CheckpointKeys;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The public keys with which checkpoints of the trail are checked. */
final class AuditKeyRoutes {

  private final Backend backend;

  AuditKeyRoutes(final Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(Route.json("/audit/log/keys", Access.AUDITOR, Set.of(), this::keys));
  }

  /**
   * A key as it is shown.
   *
   * @param key name, id and key; the name is the installation's, a log's key bears the log's origin
   *     instead
   * @param signing whether it signs now
   */
  record KeyView(String key, @Nullable String since, @Nullable String until, boolean signing) {}

  /** All keys, oldest first. */
  record KeyList(
      @Nullable String origin, List<KeyView> items, @Nullable String nextCursor, Served served) {}

  private Answer keys(final Call call) {
    final Optional<CheckpointKeys> keys = backend.signingKeys();
    return Answer.json(
        new KeyList(
            keys.map(CheckpointKeys::origin).orElse(null),
            keys.map(AuditKeyRoutes::views).orElse(List.of()),
            null,
            Served.active(backend.instance(), true)),
        true);
  }

  private static List<KeyView> views(final CheckpointKeys keys) {
    return keys.listed().stream()
        .map(
            each ->
                new KeyView(
                    each.key().toString(),
                    each.since().map(Instant::toString).orElse(null),
                    each.until().map(Instant::toString).orElse(null),
                    each.key().equals(keys.signing())))
        .toList();
  }
}
