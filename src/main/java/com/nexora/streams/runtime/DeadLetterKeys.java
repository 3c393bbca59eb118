package com.nexora.streams.runtime;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import com.nexora.streams.deadletter.Replay;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/** Settings of dead letters. */
public final class DeadLetterKeys {

  public static final String REPLAYS = "dlq.replays.max";

  private static final int MOST_REPLAYS = 1_000;

  private DeadLetterKeys() {}

  static void define(final ConfigDef def) {
    def.define(
        REPLAYS,
        Type.INT,
        Replay.DEFAULT_CAP,
        Range.between(1, MOST_REPLAYS),
        MEDIUM,
        "How often one record may be replayed from its dead letter queue over HTTP; after that it fails for good.");
  }
}
