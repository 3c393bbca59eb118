package com.nexora.streams.query;

import com.nexora.streams.audit.PublishedLog;
import com.nexora.streams.audit.checkpoint.CheckpointKeys;
import com.nexora.streams.runtime.Health.Verdict;
import com.nexora.streams.runtime.NexoraApplication;
import com.nexora.streams.runtime.ReadableStores;
import com.nexora.streams.runtime.SigningKeys;
import com.nexora.streams.topology.TopologyGraph;
import java.util.Map;
import java.util.Optional;

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

  /** The application itself. */
  static Backend of(final NexoraApplication application, final PublishedLog log) {
    final Optional<CheckpointKeys> keys = SigningKeys.find(application.config());
    return new Backend() {
      @Override
      public Optional<CheckpointKeys> signingKeys() {
        return keys;
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
