package com.nexora.streams.query;

import com.nexora.streams.intake.Receipt;
import com.nexora.streams.intake.Receipt.State;
import com.nexora.streams.intake.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What callers are told of their events. Nothing in it depends on the time or the instance, so that
 * a repeat gets the bytes that the first request got.
 */
final class IntakeAnswers {

  private static final String AGAIN =
      "The brokers did not acknowledge in time. The event may be there or not: send it again with"
          + " the same eventId or Idempotency-Key.";

  private IntakeAnswers() {}

  /**
   * @throws Problem if the event was not taken
   */
  static Answer one(final Receipt receipt) {
    return switch (receipt.state()) {
      case ACCEPTED -> Answer.json(202, result(receipt));
      case REFUSED -> throw problem(receipt.refused());
      case FAILED -> throw Problem.unavailable(AGAIN);
    };
  }

  /**
   * @throws Problem 503 if nothing was acknowledged, 403 if nothing is the caller's
   */
  static Answer list(final List<Receipt> receipts) {
    final int accepted = count(receipts, State.ACCEPTED);
    final int failed = count(receipts, State.FAILED);
    if (failed > 0 && accepted == 0) {
      throw Problem.unavailable(AGAIN);
    }
    if (!receipts.isEmpty() && receipts.stream().allMatch(IntakeAnswers::isForeign)) {
      throw Problem.forbiddenTenant();
    }
    final List<Map<String, Object>> results = new ArrayList<>(receipts.size());
    for (int i = 0; i < receipts.size(); i++) {
      results.add(result(i, receipts.get(i)));
    }
    final Map<String, Object> body = new LinkedHashMap<>();
    body.put("accepted", accepted);
    body.put("refused", count(receipts, State.REFUSED));
    body.put("failed", failed);
    body.put("results", results);
    return Answer.json(accepted == receipts.size() ? 202 : 207, body);
  }

  /** The result of an event at an index of its request. */
  static Map<String, Object> result(final int index, final Receipt receipt) {
    final Map<String, Object> result = new LinkedHashMap<>();
    result.put("index", index);
    result.putAll(result(receipt));
    return result;
  }

  private static Map<String, Object> result(final Receipt receipt) {
    final Map<String, Object> result = new LinkedHashMap<>();
    result.put("status", receipt.state().name().toLowerCase(java.util.Locale.ROOT));
    if (receipt.eventId() != null) {
      result.put("eventId", receipt.eventId());
    }
    final Refused refused = receipt.refused();
    if (refused != null) {
      result.put("reason", refused.reason());
      result.put("detail", ErrorText.of(refused.detail()));
    }
    return result;
  }

  private static Problem problem(final @Nullable Refused refused) {
    if (refused == null) {
      return Problem.internal();
    }
    return switch (refused.reason()) {
      case Refused.WRONG_TENANT -> Problem.forbiddenTenant();
      case Refused.TENANT_DISABLED -> Problem.tenantDisabled(refused.detail());
      default -> Problem.invalidEvent(refused.reason(), refused.detail());
    };
  }

  private static boolean isForeign(final Receipt receipt) {
    final Refused refused = receipt.refused();
    return refused != null && Refused.WRONG_TENANT.equals(refused.reason());
  }

  private static int count(final List<Receipt> receipts, final State state) {
    int count = 0;
    for (final Receipt receipt : receipts) {
      if (receipt.state() == state) {
        count++;
      }
    }
    return count;
  }
}
