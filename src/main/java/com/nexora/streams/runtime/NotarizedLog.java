package com.nexora.streams.runtime;

import com.nexora.events.AuditHead;
import com.nexora.events.AuditRecord;
import com.nexora.streams.audit.TrailLog;
import com.nexora.streams.audit.checkpoint.LogSigner;
import com.nexora.streams.audit.checkpoint.PublishedCheckpoint;
import com.nexora.streams.audit.checkpoint.SealedLogReader;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.schema.AvroDeserializer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * One log whose head this instance signs now: the records that wait for a head, and the producer
 * through which nobody else can write at the same time.
 */
final class NotarizedLog implements AutoCloseable {

  private static final java.time.Duration CLOSE_WITHIN = java.time.Duration.ofSeconds(2);

  private final TrailLog log;
  private final byte[] id;
  private final LogSigner signer;
  private final Producer<byte[], byte[]> producer;
  private final AvroDeserializer<AuditRecord> records;
  private final Deserializer<AuditHead> heads;
  private final Queue<ConsumerRecord<byte[], byte[]>> ahead = new ArrayDeque<>();

  /**
   * @param producer transactional, its transactions initialised: from then on every other one of
   *     this log is fenced off. Is closed with this
   */
  NotarizedLog(
      final TrailLog log,
      final LogSigner signer,
      final Producer<byte[], byte[]> producer,
      final AvroDeserializer<AuditRecord> records,
      final Deserializer<AuditHead> heads) {
    this.log = log;
    this.id = log.id().getBytes(StandardCharsets.UTF_8);
    this.signer = signer;
    this.producer = producer;
    this.records = records;
    this.heads = heads;
  }

  TopicPartition recordsPartition() {
    return new TopicPartition(log.records(), log.partition());
  }

  TopicPartition headsPartition() {
    return new TopicPartition(Topics.AUDIT_HEADS, log.partition());
  }

  TrailLog log() {
    return log;
  }

  LogSigner signer() {
    return signer;
  }

  /**
   * Takes a head of the sequencer; those of other retention classes share its partition.
   *
   * @return whether it is one of this log
   */
  boolean head(final ConsumerRecord<byte[], byte[]> record) {
    final byte[] key = record.key();
    if (key != null && !Arrays.equals(key, id)) {
      return false;
    }
    final AuditHead head = heads.deserialize(record.topic(), record.value());
    if (head == null || !log.id().equals(head.getLogId())) {
      return false;
    }
    final ByteBuffer root = head.getRoot().duplicate();
    final byte[] bytes = new byte[root.remaining()];
    root.get(bytes);
    signer.head(head.getSize(), bytes);
    return true;
  }

  /** Takes a sealed entry; it waits until a head asks for it. */
  void leaf(final ConsumerRecord<byte[], byte[]> record) {
    ahead.add(record);
  }

  /**
   * Walks over the entries up to the newest head.
   *
   * @return whether entries are left over, so that no more should be fetched
   */
  boolean advance() {
    while (signer.wantsLeaves() && !ahead.isEmpty()) {
      final ConsumerRecord<byte[], byte[]> next = ahead.remove();
      signer.leaf(next.offset(), SealedLogReader.entryOf(records, next));
    }
    return !ahead.isEmpty();
  }

  /**
   * Publishes the checkpoint that is due, in a transaction of its own.
   *
   * @return what was published
   * @throws org.apache.kafka.common.KafkaException if it could not; this must be closed then
   */
  Optional<PublishedCheckpoint> publish(final long now) {
    final Optional<PublishedCheckpoint> due = signer.due(now);
    if (due.isPresent()) {
      write(due.get());
      signer.published(due.get(), now);
    }
    return due;
  }

  /** Writes a checkpoint, perhaps one that stands there already, with more signatures. */
  void write(final PublishedCheckpoint checkpoint) {
    final ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            Topics.AUDIT_CHECKPOINTS,
            log.partition(),
            checkpoint.signed().checkpoint().origin().getBytes(StandardCharsets.UTF_8),
            checkpoint.value());
    checkpoint.headers().forEach((name, value) -> record.headers().add(name, value));
    producer.beginTransaction();
    producer.send(record);
    producer.commitTransaction();
  }

  @Override
  public void close() {
    producer.close(CLOSE_WITHIN);
  }
}
