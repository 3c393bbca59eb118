package com.nexora.streams.destinations;

import com.nexora.events.DeadLetter;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.deadletter.DeadLetters;
import com.nexora.streams.deadletter.HeadersReader;
import com.nexora.streams.deadletter.LetterRedaction;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.schema.AvroSerdes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;

/**
 * The dead letters of destinations, all on {@link Topics#DESTINATIONS_DLQ}: items that a
 * destination will never take, with the place of the original, which stays on its topic.
 */
public final class DeadItemStore
    implements Delivery.DeadLetterBox, DestinationReader.UnreadableBox {

  private static final String REFUSED = "destination-refused";
  private static final String UNREADABLE = "undecodable";

  private final DestinationSpec spec;
  private final Producer<byte[], byte[]> producer;
  private final Serializer<DeadLetter> letters;
  private final Redactor redactor;
  private final LetterRedaction redaction;

  /**
   * @param producer with acks=all; stays the caller's
   * @param redactor by the rules of the tenant
   */
  public DeadItemStore(
      final DestinationSpec spec,
      final Producer<byte[], byte[]> producer,
      final AvroSerdes serdes,
      final Redactor redactor) {
    this.spec = spec;
    this.redactor = redactor;
    this.producer = producer;
    this.letters = serdes.value(DeadLetter.class).serializer();
    this.redaction = new LetterRedaction(serdes);
  }

  @Override
  public void put(final Item item, final String reason) throws UnavailableException {
    write(
        new Origin(item.topic(), item.partition(), item.offset()),
        item.json().getBytes(StandardCharsets.UTF_8),
        List.of(),
        REFUSED,
        reason);
  }

  @Override
  public void put(final ConsumerRecord<byte[], byte[]> record, final String reason)
      throws UnavailableException {
    write(
        new Origin(record.topic(), record.partition(), record.offset()),
        record.value(),
        HeadersReader.read(record.headers()),
        UNREADABLE,
        reason);
  }

  private void write(
      final Origin origin,
      final byte[] value,
      final List<com.nexora.events.DeadLetterHeader> headers,
      final String code,
      final String reason)
      throws UnavailableException {
    final DeadLetter letter =
        DeadLetters.of(
            origin,
            null,
            value,
            headers,
            DeadLetters.Failure.atOnce(
                code, DeadItemStore.class, "destination " + spec.name() + ": " + reason),
            spec.tenantId(),
            System.currentTimeMillis());
    // What a server says of an item may quote it, or the way to the server.
    redaction.clean(letter, redactor, redactor.tally());
    final Headers labels =
        OutputHeaders.of(
                spec.tenantId(),
                "record.refused",
                origin.topic() + '-' + origin.partition() + '@' + origin.offset(),
                1)
            .add("dlq-reason", code.getBytes(StandardCharsets.UTF_8))
            .add("original-topic", origin.topic().getBytes(StandardCharsets.UTF_8))
            .add("destination", spec.name().getBytes(StandardCharsets.UTF_8));
    try {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.DESTINATIONS_DLQ,
                  null,
                  spec.tenantId().getBytes(StandardCharsets.UTF_8),
                  letters.serialize(Topics.DESTINATIONS_DLQ, letter),
                  labels))
          .get(30, TimeUnit.SECONDS);
    } catch (final ExecutionException | TimeoutException | KafkaException e) {
      throw new UnavailableException("the dead letter cannot be written: " + e.getMessage(), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted", e);
    }
  }
}
