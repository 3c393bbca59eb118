package com.nexora.streams.runtime;

import com.nexora.streams.deadletter.Failures;
import com.nexora.streams.schema.OversizeException;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The three places where Kafka Streams asks what to do about an error: all ask the last resort. */
final class ErrorHandlers {

  private ErrorHandlers() {}

  /** Has the last resort, once Kafka Streams has configured it. */
  private abstract static class Handler implements Configurable {

    @Nullable LastResort lastResort;

    @Override
    public final void configure(final Map<String, ?> config) {
      if (!(config.get(LastResort.KEY) instanceof LastResort found)) {
        throw new IllegalStateException(LastResort.KEY + " is not set");
      }
      lastResort = found;
    }
  }

  /** A step failed. */
  public static final class Processing extends Handler implements ProcessingExceptionHandler {

    @Override
    public Response handleError(
        final ErrorHandlerContext context,
        final @Nullable Record<?, ?> record,
        final Exception error) {
      // Without a record it is housekeeping that failed: nothing can be skipped.
      return record == null || lastResort == null || !LastResort.isFaultOfTheRecord(error)
          ? Response.fail()
          : Response.resume(
              lastResort.letters(
                  context,
                  record,
                  Failures.unexpected(String.valueOf(context.processorNodeId()), error),
                  error));
    }
  }

  /** A record of a topic that no gate reads cannot be read. */
  public static final class Reading extends Handler implements DeserializationExceptionHandler {

    @Override
    public Response handleError(
        final ErrorHandlerContext context,
        final ConsumerRecord<byte[], byte[]> record,
        final Exception error) {
      return lastResort == null || !LastResort.isFaultOfTheRecord(error)
          ? Response.fail()
          : Response.resume(
              lastResort.letters(
                  context,
                  null,
                  Failures.unreadable(String.valueOf(context.processorNodeId()), error),
                  error));
    }
  }

  /**
   * A result cannot be written. What is found before the producer sees it costs the result only;
   * what the broker refuses has cost the transaction, and nothing can be resumed.
   */
  public static final class Writing extends Handler implements ProductionExceptionHandler {

    @Override
    public Response handleError(
        final ErrorHandlerContext context,
        final ProducerRecord<byte[], byte[]> record,
        final Exception error) {
      return error instanceof org.apache.kafka.common.errors.RetriableException
          ? Response.retry()
          : Response.fail();
    }

    @Override
    @SuppressWarnings("rawtypes") // Kafka's signature
    public Response handleSerializationError(
        final ErrorHandlerContext context,
        final ProducerRecord record,
        final Exception error,
        final SerializationExceptionOrigin origin) {
      return lastResort == null || !LastResort.isFaultOfTheRecord(error)
          ? Response.fail()
          : Response.resume(
              lastResort.letters(
                  context,
                  null,
                  error instanceof OversizeException
                      ? Failures.outputTooLarge(record.topic(), error)
                      : Failures.unexpected(String.valueOf(context.processorNodeId()), error),
                  error));
    }
  }
}
