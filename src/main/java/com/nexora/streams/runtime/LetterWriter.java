package com.nexora.streams.runtime;

import com.nexora.events.DeadLetter;
import com.nexora.events.DeadLetterHeader;
import com.nexora.streams.catalogue.AdminAct;
import com.nexora.streams.catalogue.AdminActs;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.deadletter.LetterId;
import com.nexora.streams.deadletter.LetterMark;
import com.nexora.streams.deadletter.LetterState;
import com.nexora.streams.deadletter.Replay;
import com.nexora.streams.deadletter.StoredLetter;
import com.nexora.streams.schema.AvroSerdes;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Writes what becomes of a letter: the replayed record, the letter's mark and the entry for the
 * trail, all within a transaction that somebody else begins and commits.
 */
final class LetterWriter {

  /** Begins the transactional ids, which end with the topic whose queue it is. */
  static final String TRANSACTIONAL_ID = "nexora-dead-letters-";

  private static final String CLIENT = "nexora-dead-letters";
  private static final int TRANSACTION_MS = 10_000;

  private final Map<String, Object> clients;
  private final AvroSerdes serdes;
  private final Clock clock;

  LetterWriter(final Map<String, Object> clients, final AvroSerdes serdes, final Clock clock) {
    this.clients = Map.copyOf(clients);
    this.serdes = serdes;
    this.clock = clock;
  }

  /** A producer under the transactional id of a queue; the caller closes it. */
  Producer<byte[], byte[]> producer(final String topic) {
    final Map<String, Object> settings = new HashMap<>(clients);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID + topic);
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MS);
    return AdminActs.producer(settings, CLIENT);
  }

  /**
   * Writes within the producer's transaction.
   *
   * @param replay null if the letter is discarded
   * @return the letter's mark
   * @throws KafkaException if something could not be written
   */
  LetterMark write(
      final Producer<byte[], byte[]> producer,
      final LetterId id,
      final StoredLetter stored,
      final @Nullable Replay replay,
      final String actor) {
    final long now = clock.millis();
    String to = "";
    if (replay != null) {
      final RecordMetadata written = sent(producer, record(replay));
      to = written.topic() + '-' + written.partition() + '@' + written.offset();
    }
    final LetterMark mark =
        new LetterMark(
            replay == null ? LetterState.DISCARDED : LetterState.REPLAYED, now, actor, to);
    sent(producer, new ProducerRecord<>(Topics.DLQ_MARKS, LetterMark.key(id), mark.json()));
    new AdminActs(producer, serdes).record(act(id, stored.letter(), mark));
    return mark;
  }

  private static AdminAct act(final LetterId id, final DeadLetter letter, final LetterMark mark) {
    final String tenant = letter.getTenantId();
    final boolean replayed = mark.state() == LetterState.REPLAYED;
    return AdminAct.of(
            tenant == null ? AdminAct.PRODUCT_TENANT : tenant,
            replayed ? "deadletter.replayed" : "deadletter.discarded",
            "letter:" + id.text())
        .by(mark.by())
        .at(mark.at())
        .because(
            replayed
                ? "the record that was refused as %s goes once more through its topic, as %s"
                    .formatted(letter.getReason(), mark.replayedTo())
                : "nothing is done about the record that was refused as " + letter.getReason())
        .correlation(
            letter.getOriginalTopic()
                + '-'
                + letter.getOriginalPartition()
                + '@'
                + letter.getOriginalOffset());
  }

  private static ProducerRecord<byte[], byte[]> record(final Replay replay) {
    return new ProducerRecord<>(
        replay.topic(),
        replay.partition(),
        null,
        replay.key(),
        replay.value(),
        replay.headers().stream().map(LetterWriter::header).toList());
  }

  private static Header header(final DeadLetterHeader header) {
    final ByteBuffer value = header.getValue();
    final byte[] bytes = value == null ? null : new byte[value.remaining()];
    if (value != null && bytes != null) {
      value.duplicate().get(bytes);
    }
    return new RecordHeader(header.getKey(), bytes);
  }

  private static RecordMetadata sent(
      final Producer<byte[], byte[]> producer, final ProducerRecord<byte[], byte[]> record) {
    try {
      return producer.send(record).get(TRANSACTION_MS, TimeUnit.MILLISECONDS);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException("interrupted while writing to " + record.topic(), e);
    } catch (final ExecutionException | TimeoutException e) {
      throw new KafkaException(
          "%s could not be written, so nothing was done; try again: %s"
              .formatted(record.topic(), e.getCause() == null ? e : e.getCause()),
          e);
    }
  }
}
