package com.nexora.streams.query;

import com.nexora.streams.intake.Receipt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what became of the lines of a stream, and waits for those that are under way. Only lines
 * that were not accepted are listed, and of those a bounded number: a stream has no bounded number
 * of lines. Thread-safe.
 */
final class StreamTally {

  /** Most results that are listed. */
  static final int MAX_RESULTS = 1_000;

  private final List<Map<String, Object>> results = new ArrayList<>();
  private long accepted;
  private long refused;
  private long failed;
  private long underWay;

  /** A line is under way. */
  synchronized void begin() {
    underWay++;
  }

  /** A line that was under way has come to its end. */
  synchronized void end(final int index, final Receipt receipt) {
    underWay--;
    switch (receipt.state()) {
      case ACCEPTED -> accepted++;
      case REFUSED -> refused++;
      case FAILED -> failed++;
    }
    if (receipt.state() != Receipt.State.ACCEPTED && results.size() < MAX_RESULTS) {
      results.add(IntakeAnswers.result(index, receipt));
    }
    notifyAll();
  }

  /** Waits until nothing is under way, or time is up. */
  synchronized void await(final long millis) throws InterruptedException {
    final long deadline = System.nanoTime() + millis * 1_000_000;
    while (underWay > 0) {
      final long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }

  synchronized boolean nothingAccepted() {
    return accepted == 0;
  }

  /**
   * The answer.
   *
   * @param lines lines that were dealt with; a sender goes on behind them
   * @param stoppedBy why not all were; null if all were
   */
  synchronized Answer answer(final int lines, final @Nullable String stoppedBy) {
    final Map<String, Object> body = new LinkedHashMap<>();
    body.put("accepted", accepted);
    body.put("refused", refused);
    body.put("failed", failed + underWay);
    body.put("lines", lines);
    body.put("complete", stoppedBy == null);
    body.put("stoppedBy", stoppedBy);
    body.put("results", List.copyOf(results));
    final boolean well = stoppedBy == null && accepted == lines;
    return Answer.json(well ? 202 : 207, body);
  }
}
