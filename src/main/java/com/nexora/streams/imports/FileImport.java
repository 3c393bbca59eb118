package com.nexora.streams.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads files of one format, sends what is valid and accounts for every record.
 *
 * <p>Streaming: memory does not grow with the input. Nothing in an input ends the import; only a
 * broker that does not take events does.
 */
public final class FileImport {

  /** Bytes of the largest record: what Kafka takes, with room for key, headers and batch. */
  public static final int MAX_RECORD_BYTES = 1_000_000;

  private static final ObjectReader JSON =
      new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final RecordMapping mapping;
  private final EventSink sink;
  private final Progress progress;

  public FileImport(final RecordMapping mapping, final EventSink sink, final Progress progress) {
    this.mapping = mapping;
    this.sink = sink;
    this.progress = progress;
  }

  /** What is done with one record of a file. */
  private interface Visitor {
    void visit(Path file, RawRecord raw) throws RefusedException;
  }

  /**
   * Event time of the latest valid record of all files, epoch milliseconds; empty if there is none.
   */
  public OptionalLong latest(final List<Path> files) {
    final long[] latest = {Long.MIN_VALUE};
    final ImportReport ignored = new ImportReport();
    each(
        files,
        ignored,
        (file, raw) -> latest[0] = Math.max(latest[0], mapping.map(parse(raw), 0).timestamp()));
    return latest[0] == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(latest[0]);
  }

  /**
   * Imports the files in the given order.
   *
   * @param shiftMillis added to every event time
   * @throws FeedException if events cannot be stored
   */
  public ImportReport run(final List<Path> files, final long shiftMillis) {
    final ImportReport report = new ImportReport();
    report.shifted(shiftMillis);
    final SeenIds seen = new SeenIds();
    each(
        files,
        report,
        (file, raw) -> {
          final Importable event = mapping.map(parse(raw), shiftMillis);
          if (!seen.add(event.tenantId(), event.eventId())) {
            report.duplicate();
            return;
          }
          sink.send(event);
          report.accept(event.topic());
        });
    sink.flush();
    return report;
  }

  private void each(final List<Path> files, final ImportReport report, final Visitor visitor) {
    for (final Path file : files) {
      try (InputStream in = InputFile.open(file)) {
        final RecordSplitter records = new RecordSplitter(in, MAX_RECORD_BYTES);
        for (Optional<RawRecord> raw = records.next(); raw.isPresent(); raw = records.next()) {
          try {
            visitor.visit(file, raw.get());
          } catch (final RefusedException e) {
            report.refuse(file.toString(), raw.get().line(), e.getMessage());
          }
          progress.at(report);
        }
      } catch (final IOException e) {
        report.refuse(file.toString(), 0, "cannot be read to its end: " + e);
      }
    }
  }

  private static JsonNode parse(final RawRecord raw) throws RefusedException {
    if (raw.size() > MAX_RECORD_BYTES) {
      throw new RefusedException(
          "the record has " + raw.size() + " bytes, at most " + MAX_RECORD_BYTES + " are allowed");
    }
    if (!raw.whole()) {
      throw new RefusedException("the file ends inside this record");
    }
    try {
      return JSON.readTree(raw.bytes());
    } catch (final JsonProcessingException e) {
      throw new RefusedException("not valid JSON at column " + e.getLocation().getColumnNr());
    } catch (final IOException e) {
      throw new RefusedException("not readable as JSON: " + e.getClass().getSimpleName());
    }
  }
}
