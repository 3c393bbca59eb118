package com.nexora.streams.runtime;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import com.nexora.streams.privacy.redact.Body;
import com.nexora.streams.privacy.redact.Redactor;
import org.jspecify.annotations.Nullable;

/**
 * {@code %redact(...)} in the pattern of a log: what is between the brackets, without secrets and
 * personal data.
 *
 * <p>Our own lines quote no payload, but libraries and messages of exceptions may: so the shipped
 * rules hold for whatever leaves by the log. They hold before any configuration is read, and
 * nothing here logs. If the rules fail, the text is withheld: a log must not be the place where a
 * secret comes out, nor what ends a process.
 */
public final class RedactedText extends CompositeConverter<ILoggingEvent> {

  /** Loaded by the first line: a command that logs nothing need not read any rules. */
  private static final class Rules {
    static final Redactor SHIPPED = Redactor.shipped();
  }

  @Override
  protected String transform(final ILoggingEvent event, final @Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    try {
      final String redacted = Rules.SHIPPED.text(text, Body.FREE, "", Rules.SHIPPED.tally());
      // A key whose end is missing takes all that follows, which must not join two lines.
      return text.endsWith("\n") && !redacted.endsWith("\n") ? redacted + '\n' : redacted;
    } catch (final RuntimeException | LinkageError | StackOverflowError e) {
      return Redactor.MARKER + " (" + e.getClass().getSimpleName() + " while redacting this line)";
    }
  }
}
