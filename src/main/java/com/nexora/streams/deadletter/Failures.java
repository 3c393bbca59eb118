package com.nexora.streams.deadletter;

import com.nexora.streams.deadletter.DeadLetters.Failure;
import com.nexora.streams.schema.RegistryUnreachableException;

/**
 * Errors that nobody foresaw, told without what they say themselves: the text of an exception
 * quotes what it tripped over, and that is payload.
 */
public final class Failures {

  /** Reason of a record at which a step failed unexpectedly. */
  public static final String PROCESSING = "processing-failed";

  /** Reason of a record that a step could not read, where the gate is not the reader. */
  public static final String UNREADABLE = "undecodable";

  /** Reason of a record that made a record too large to be written. */
  public static final String OUTPUT_TOO_LARGE = "output-too-large";

  /** Reason of a record that no registry said how to read, as often as it was tried. */
  public static final String REGISTRY_UNREACHABLE = "registry-unreachable";

  /** Reason of a record that should wait, but there was no room. */
  public static final String RETRY_QUEUE_FULL = "retry-queue-full";

  private static final String OURS = "com.nexora.";
  private static final int MAX_CAUSES = 10;

  private Failures() {}

  /**
   * What is said of an unexpected error.
   *
   * @param step name of the processor that failed
   */
  public static Failure unexpected(final String step, final Throwable error) {
    final Throwable root = root(error);
    return new Failure(
        PROCESSING,
        root.getClass().getName(),
        "the step %s failed unexpectedly%s: a mistake of this program, or state that does not fit; report it, and replay the record when it is mended"
            .formatted(step, place(root)),
        1);
  }

  /** What is said of a record that cannot be read. */
  public static Failure unreadable(final String step, final Throwable error) {
    return new Failure(
        UNREADABLE,
        root(error).getClass().getName(),
        "the step %s cannot read the record: check who writes to the topic, and its serializer"
            .formatted(step),
        1);
  }

  /**
   * What is said of a record whose result is too large.
   *
   * @param topic where the result was to go
   */
  public static Failure outputTooLarge(final String topic, final Throwable error) {
    return new Failure(
        OUTPUT_TOO_LARGE,
        error.getClass().getName(),
        "what became of the record is too large for %s and was not written: send large content elsewhere and a reference here"
            .formatted(topic),
        1);
  }

  /**
   * What is said of a record whose schema no registry gave, as often as it was tried.
   *
   * @param tries attempts made
   */
  public static Failure unreachable(final RegistryUnreachableException error, final int tries) {
    return new Failure(
        REGISTRY_UNREACHABLE,
        error.getClass().getName(),
        "no schema registry said what the schema id of the value is: see that it answers, then replay the record. "
            + error.getMessage(),
        tries);
  }

  /**
   * What is said of a record that should wait until a registry answers, or behind one of its key
   * that does, but there is no room.
   *
   * @param tries attempts made; 0 if it only had to get in line
   */
  public static Failure noRoomToWait(final int tries) {
    return new Failure(
        RETRY_QUEUE_FULL,
        RegistryUnreachableException.class.getName(),
        "the record had to wait for the schema registry, but too many wait already (gate.retry.max.bytes, gate.retry.max.records.per.key), or it is too large to wait: see that the registry answers, then replay the record",
        Math.max(1, tries));
  }

  /** Where in our code an error arose, for the log; empty if not in ours. */
  public static String place(final Throwable error) {
    for (final StackTraceElement frame : error.getStackTrace()) {
      if (frame.getClassName().startsWith(OURS)) {
        return " at "
            + frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1)
            + '.'
            + frame.getMethodName()
            + ':'
            + frame.getLineNumber();
      }
    }
    return "";
  }

  private static Throwable root(final Throwable error) {
    Throwable root = error;
    for (int i = 0; i < MAX_CAUSES && root.getCause() != null; i++) {
      root = root.getCause();
    }
    return root;
  }
}
