package com.nexora.streams.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** Writes JSON, or what passes for it, to one topic; it arrives now by the kit's clock. */
public final class JsonPipe {

  private final TopologyTestKit kit;
  private final String topic;

  public JsonPipe(final TopologyTestKit kit, final String topic) {
    this.kit = kit;
    this.topic = topic;
  }

  /** Writes a text without a key. */
  public void pipe(final String json) {
    pipe(null, json.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a text under a key. */
  public void pipe(final String key, final String json) {
    pipe(key, json.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes any bytes. */
  public void pipe(final @Nullable String key, final byte @Nullable [] value) {
    kit.driver()
        .createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(
            new TestRecord<>(
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value,
                new RecordHeaders(),
                kit.now()));
  }

  /** Writes every line of a file of the repository. */
  public void pipeLines(final String file) {
    lines(file).forEach(this::pipe);
  }

  /** The lines of a file of the repository. */
  public static List<String> lines(final String file) {
    try {
      return Files.readAllLines(Path.of(file));
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
