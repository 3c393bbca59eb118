package com.nexora.streams.deadletter;

import com.nexora.events.DeadLetter;
import com.nexora.streams.catalogue.OutputHeaders;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.schema.AvroSerdes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The one way into the dead letter queues: every letter goes to the queue of the topic it came
 * from, under its original key, so that letters of one entity keep their order.
 */
public final class DeadLetterTopology {

  /** Header that repeats the reason, so that queues can be counted without decoding. */
  public static final String REASON_HEADER = "dlq-reason";

  /** Header that repeats the topic, so that one consumer can read many queues. */
  public static final String TOPIC_HEADER = "original-topic";

  private static final String EVENT_TYPE = "record.refused";

  private final AvroSerdes serdes;
  private final Redactor redactor;

  /** Queues that are redacted by the shipped rules. */
  public DeadLetterTopology(final AvroSerdes serdes) {
    this(serdes, Redactor.shipped());
  }

  /**
   * @param redactor takes secrets and personal data out of every letter, whoever wrote it
   */
  public DeadLetterTopology(final AvroSerdes serdes, final Redactor redactor) {
    this.serdes = serdes;
    this.redactor = redactor;
  }

  /**
   * Sends the letters of one sub-topology to {@code <original topic>.dlq}.
   *
   * @param part names the sub-topology in the processors' names, e.g. {@code entities}; each part
   *     needs a sink of its own, since a shared one would weld the sub-topologies together
   * @param letters the letters; their record key is ignored, the letter knows the original
   */
  public void addTo(final String part, final KStream<byte[], DeadLetter> letters) {
    letters
        .process(() -> new LabelProcessor(serdes, redactor), Named.as("label-dead-letters-" + part))
        .to(
            (key, letter, context) -> letter.getOriginalTopic() + Topics.DLQ_SUFFIX,
            Produced.with(Serdes.ByteArray(), serdes.value(DeadLetter.class))
                .withName("write-dead-letters-" + part));
  }

  /** The headers of a letter's record. */
  public static Headers headers(final DeadLetter letter) {
    final String tenantId = letter.getTenantId();
    final String coordinates =
        letter.getOriginalTopic()
            + '-'
            + letter.getOriginalPartition()
            + '@'
            + letter.getOriginalOffset();
    return OutputHeaders.of(tenantId == null ? "" : tenantId, EVENT_TYPE, coordinates, 1)
        .add(REASON_HEADER, letter.getReason().getBytes(StandardCharsets.UTF_8))
        .add(TOPIC_HEADER, letter.getOriginalTopic().getBytes(StandardCharsets.UTF_8));
  }

  /** Puts the original key and the headers of the queue on a letter. */
  private static final class LabelProcessor
      extends ContextualProcessor<byte[], DeadLetter, byte[], DeadLetter> {

    private final LetterRedaction redaction;
    private final Redactor redactor;

    LabelProcessor(final AvroSerdes serdes, final Redactor redactor) {
      this.redaction = new LetterRedaction(serdes);
      this.redactor = redactor;
    }

    @Override
    public void process(final Record<byte[], DeadLetter> letter) {
      final DeadLetter body = letter.value();
      // What the gate refused is clean; other rooms' letters pass no gate.
      redaction.clean(body, redactor, redactor.tally());
      context().forward(letter.withKey(bytes(body.getKey())).withHeaders(headers(body)));
    }

    @SuppressWarnings("NullAway") // Kafka's API does not say so, but a key may be null
    private static byte[] bytes(final @Nullable ByteBuffer buffer) {
      if (buffer == null) {
        return null;
      }
      final byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return bytes;
    }
  }
}
