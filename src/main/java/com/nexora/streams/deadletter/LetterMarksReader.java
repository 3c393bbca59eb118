package com.nexora.streams.deadletter;

import com.nexora.streams.catalogue.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows what was done with which letter: reads the marks once, and then only what came since.
 *
 * <p>The marks are acts of people, kept for as long as letters and a little longer, so that all of
 * them fit in memory. Not thread-safe.
 */
public final class LetterMarksReader {

  private static final Logger log = LoggerFactory.getLogger(LetterMarksReader.class);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Consumer<byte[], byte[]> consumer;
  private final Duration patience;
  private final Map<String, LetterMark> marks = new HashMap<>();
  private final Map<TopicPartition, Long> read = new HashMap<>();

  /**
   * @param consumer reads committed records only; of no group, and not closed with this
   * @param patience how long transactions of others may hold up the end of the topic
   */
  public LetterMarksReader(final Consumer<byte[], byte[]> consumer, final Duration patience) {
    this.consumer = consumer;
    this.patience = patience;
  }

  /** What was done with a letter, as of the last {@link #catchUp}; null: nothing. */
  public @Nullable LetterMark of(final LetterId letter) {
    return marks.get(letter.text());
  }

  /** Reads to the end of what is committed now. */
  public void catchUp() {
    final List<TopicPartition> partitions = partitions();
    consumer.assign(partitions);
    catchUp(consumer.endOffsets(partitions));
  }

  /**
   * Reads to these ends.
   *
   * <p>A mark may be committed and yet stand behind an open transaction of somebody else. Whoever
   * must not miss one gives the ends of all that is written, committed or not, and waits.
   *
   * @throws TimeoutException if a transaction stays open for longer than the patience
   */
  public void catchUp(final Map<TopicPartition, Long> ends) {
    consumer.assign(ends.keySet());
    ends.keySet().forEach(this::seek);
    final long deadline = System.nanoTime() + patience.toNanos();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(
            "%s could not be read to its end within %d ms; try again"
                .formatted(Topics.DLQ_MARKS, patience.toMillis()));
      }
      consumer.poll(POLL).forEach(this::take);
      ends.keySet().forEach(partition -> read.put(partition, consumer.position(partition)));
    }
  }

  /** The partitions of the marks. */
  public List<TopicPartition> partitions() {
    return consumer.partitionsFor(Topics.DLQ_MARKS).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  private void seek(final TopicPartition partition) {
    final Long from = read.get(partition);
    if (from == null) {
      consumer.seekToBeginning(List.of(partition));
    } else {
      consumer.seek(partition, from);
    }
  }

  private void take(final ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return;
    }
    final String letter = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      marks.remove(letter);
      return;
    }
    try {
      marks.put(letter, LetterMark.parse(record.value()));
    } catch (final IllegalArgumentException e) {
      log.atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .log("a mark of a dead letter cannot be read and was skipped");
    }
  }
}
