package com.nexora.streams.runtime;

import com.nexora.streams.catalogue.TopicSpec;
import org.jspecify.annotations.Nullable;

/** One step that brings a topic to what the catalogue says. None of them deletes a record. */
public sealed interface TopicChange {

  /** Name of the topic. */
  String topic();

  /** What the step does, for people. */
  String sentence();

  /** The topic does not exist yet. */
  record Create(TopicSpec spec) implements TopicChange {

    @Override
    public String topic() {
      return spec.name();
    }

    @Override
    public String sentence() {
      return "create %s: partitions=%d replication=%d %s"
          .formatted(spec.name(), spec.partitions(), spec.replication(), settings());
    }

    private String settings() {
      final StringBuilder text = new StringBuilder();
      spec.configs().forEach((k, v) -> text.append(k).append('=').append(v).append(' '));
      return text.toString().trim();
    }
  }

  /** The topic has too few partitions, and no state hangs on where its keys lie. */
  record Grow(String topic, int from, int to) implements TopicChange {

    @Override
    public String sentence() {
      return "grow %s: %d -> %d partitions".formatted(topic, from, to);
    }
  }

  /** A setting of the topic differs. */
  record Configure(String topic, String config, @Nullable String from, String to)
      implements TopicChange {

    @Override
    public String sentence() {
      return "change %s: %s %s -> %s".formatted(topic, config, from == null ? "unset" : from, to);
    }
  }
}
