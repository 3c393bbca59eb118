package com.nexora.streams.query;

import com.nexora.streams.audit.PublishedLog;
import com.nexora.streams.audit.checkpoint.CheckpointKeys;
import com.nexora.streams.catalogue.TenantSettings;
import com.nexora.streams.runtime.Health.Verdict;
import com.nexora.streams.runtime.NexoraApplication;
import com.nexora.streams.runtime.ReadableStores;
import com.nexora.streams.runtime.SigningKeys;
import com.nexora.streams.topology.TopologyGraph;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the routes need of the running application. */
interface Backend {

  /** Name of the instance in answers. */
  String instance();

  Verdict live();

  Verdict ready();

  /** The short summary that monitoring shows. */
  Map<String, Object> health();

  ReadableStores stores();

  TopologyGraph graph();

  /** What is committed of the trail's logs. */
  PublishedLog log();

  /** Keys that sign checkpoints, if this installation signs. */
  default Optional<CheckpointKeys> signingKeys() {
    return Optional.empty();
  }

  /** Settings of a tenant, those of the installation if it has none; may be asked by any thread. */
  default Function<String, TenantSettings> tenants() {
    return tenant -> TenantsInStore.DEFAULTS;
  }

  /**
   * The application itself.
   *
   * @param tenants see {@link #tenants}
   */
  static Backend of(
      final NexoraApplication application,
      final PublishedLog log,
      final Function<String, TenantSettings> tenants) {
    final Optional<CheckpointKeys> keys = SigningKeys.find(application.config());
    return new Backend() {
      @Override
      public Optional<CheckpointKeys> signingKeys() {
        return keys;
      }

      @Override
      public Function<String, TenantSettings> tenants() {
        return tenants;
      }

      @Override
      public String instance() {
        return application.instance();
      }

      @Override
      public Verdict live() {
        return application.health().live();
      }

      @Override
      public Verdict ready() {
        return application.health().ready();
      }

      @Override
      public Map<String, Object> health() {
        return application.health().summary();
      }

      @Override
      public ReadableStores stores() {
        return application.stores();
      }

      @Override
      public TopologyGraph graph() {
        return application.graph();
      }

      @Override
      public PublishedLog log() {
        return log;
      }
    };
  }
}
