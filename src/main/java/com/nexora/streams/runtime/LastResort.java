package com.nexora.streams.runtime;

import com.nexora.events.DeadLetter;
import com.nexora.streams.analytics.CorruptStateException;
import com.nexora.streams.audit.MissingTreeException;
import com.nexora.streams.audit.checkpoint.LogFault;
import com.nexora.streams.audit.merkle.MissingNodeException;
import com.nexora.streams.catalogue.InFlight;
import com.nexora.streams.catalogue.Origin;
import com.nexora.streams.catalogue.TopicCatalogue;
import com.nexora.streams.catalogue.TopicSpec;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.deadletter.DeadLetterTopology;
import com.nexora.streams.deadletter.DeadLetters.Failure;
import com.nexora.streams.deadletter.Failures;
import com.nexora.streams.deadletter.RecordLetterReader;
import com.nexora.streams.deadletter.Replay;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.RegistryUnreachableException;
import com.nexora.streams.schema.SchemaException;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to a record at which some step fails in a way that nobody foresaw: one letter, in
 * the transaction of everything else, and the stream goes on. Without it the thread dies, reads the
 * same record again and dies again.
 *
 * <p>Kafka Streams' own dead letter queue writes raw values and stack traces to one topic; its
 * handlers may hand it letters of ours instead. What a record is not at fault for (brokers, stores,
 * a registry that is away, a log of the trail that is not as it was signed) is not skipped: there
 * the thread ends as before.
 */
public final class LastResort {

  /** Under this name the handlers, which Kafka makes, find their last resort. */
  static final String KEY = "nexora.last.resort";

  /**
   * Queue of records that the product wrote to itself, and that no topic of the catalogue holds.
   */
  public static final String INTERNAL = "system.events";

  private static final Logger LOG = LoggerFactory.getLogger(LastResort.class);
  private static final int MAX_TOLD = 1_000;
  private static final int MAX_CAUSES = 10;

  private final TopicCatalogue catalogue;
  private final Serializer<DeadLetter> serializer;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /**
   * @param catalogue says which topics have a queue
   * @param serdes for the letters
   */
  public LastResort(final TopicCatalogue catalogue, final AvroSerdes serdes) {
    this.catalogue = catalogue;
    this.serializer = serdes.value(DeadLetter.class).serializer();
  }

  /** Has Kafka Streams ask here. */
  public void addTo(final Properties streams) {
    streams.put(KEY, this);
    streams.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, ErrorHandlers.Processing.class);
    streams.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, ErrorHandlers.Reading.class);
    streams.put(
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, ErrorHandlers.Writing.class);
  }

  /** Whether a record is at fault, and may be skipped with a letter. */
  static boolean isFaultOfTheRecord(final Throwable error) {
    Throwable cause = error;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (cause instanceof LogFault
          || cause instanceof MissingTreeException
          || cause instanceof MissingNodeException
          || cause instanceof CorruptStateException
          || cause instanceof RegistryUnreachableException) {
        return false;
      }
      cause = cause.getCause();
    }
    // Streams makes a broker's kind of error of a wrong cast, which is a mistake like others.
    return !(error instanceof KafkaException)
        || error instanceof SchemaException
        || (error instanceof StreamsException && error.getCause() instanceof ClassCastException);
  }

  /**
   * The letter about the record that a thread works on.
   *
   * @param record as the step that failed got it; null if there is none
   * @return none if there is a letter about it already
   */
  List<ProducerRecord<byte[], byte[]>> letters(
      final ErrorHandlerContext context,
      final @Nullable Record<?, ?> record,
      final Failure failure,
      final Throwable error) {
    tell(context.processorNodeId(), error);
    final InFlight inFlight = InFlight.ofThread();
    final InFlight.Event event = inFlight.event();
    if (event != null) {
      return inFlight.firstLetter()
          ? List.of(
              letter(
                  event.origin(),
                  event.record(),
                  failure,
                  inFlight.tenantId(),
                  inFlight.cleaning()))
          : List.of();
    }
    final Headers headers = record == null ? context.headers() : record.headers();
    final Origin origin =
        Origin.of(new Place(context.topic(), context.partition(), context.offset()), headers);
    return List.of(
        letter(
            origin,
            new Record<>(
                context.sourceRawKey(),
                context.sourceRawValue(),
                Math.max(0, context.timestamp()),
                headers),
            failure,
            null,
            null));
  }

  private ProducerRecord<byte[], byte[]> letter(
      final Origin origin,
      final Record<byte[], byte[]> record,
      final Failure failure,
      final @Nullable String tenantId,
      final @Nullable Consumer<DeadLetter> cleaning) {
    final DeadLetter letter = RecordLetterReader.read(record, origin, failure, tenantId);
    if (cleaning == null) {
      withhold(letter);
    } else {
      cleaning.accept(letter);
    }
    final String queue = queueOf(origin.topic());
    final Headers headers = DeadLetterTopology.headers(letter);
    return new ProducerRecord<>(
        queue,
        null,
        null,
        Replay.copy(letter).key(),
        serializer.serialize(queue, headers, letter),
        headers);
  }

  /** Where nobody can take out secrets, nothing is kept: a replay reads the record itself. */
  private static void withhold(final DeadLetter letter) {
    letter.setKey(null);
    letter.setValue(null);
    letter.setHeaders(List.of());
    letter.setValueTruncated(true);
  }

  /** Name of the queue for records of a topic. */
  String queueOf(final String topic) {
    final boolean own = catalogue.find(topic).map(TopicSpec::deadLetters).orElse(false);
    return (own ? topic : INTERNAL) + Topics.DLQ_SUFFIX;
  }

  /** Once per mistake, and without what the exception says. */
  private void tell(final String step, final Throwable error) {
    final String mistake = step + ' ' + error.getClass().getName() + Failures.place(error);
    if (told.size() < MAX_TOLD && told.add(mistake)) {
      LOG.atError()
          .addKeyValue("step", step)
          .addKeyValue("error", error.getClass().getName())
          .addKeyValue("place", Failures.place(error).strip())
          .log("a step failed unexpectedly; its records become dead letters, told once");
    }
  }

  /** Coordinates as Kafka's interface wants them. */
  private record Place(String topic, int partition, long offset)
      implements org.apache.kafka.streams.processor.api.RecordMetadata {}
}
