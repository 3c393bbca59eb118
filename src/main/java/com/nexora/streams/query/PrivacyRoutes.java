package com.nexora.streams.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.nexora.streams.catalogue.LegalHold;
import com.nexora.streams.privacy.Erasure;
import com.nexora.streams.runtime.PrivacyOffice;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Erasures and legal holds, for administrators of a tenant. */
final class PrivacyRoutes {

  /** Well within the time that a request may take. */
  private static final Duration WAIT = Duration.ofSeconds(5);

  private static final int MAX_REASON = 2_000;

  private final PrivacyAccess.Desk desk;

  PrivacyRoutes(final PrivacyAccess.Desk desk) {
    this.desk = desk;
  }

  List<WriteRoute> routes() {
    return List.of(
        WriteRoute.admin(WriteRoute.DELETE, "/privacy/{tenant}/subjects/{id}", this::erase),
        WriteRoute.admin(WriteRoute.PUT, "/privacy/{tenant}/holds/{id}", this::place),
        WriteRoute.admin(WriteRoute.DELETE, "/privacy/{tenant}/holds/{id}", this::lift));
  }

  private Answer erase(final Call call, final byte[] body) {
    try {
      final Erasure erasure = desk.erase(call.tenant(), call.entity(), actor(call), WAIT);
      return Answer.json(erasure.complete() ? 200 : 202, view(erasure));
    } catch (final PrivacyOffice.HeldException e) {
      throw Problem.conflict(
          "legal-hold", "A legal hold forbids it", String.valueOf(e.getMessage()));
    }
  }

  private Answer place(final Call call, final byte[] body) {
    final JsonNode fields = Json.object(body);
    final String reason = fields.path("reason").asText("");
    if (reason.isBlank() || reason.length() > MAX_REASON) {
      throw Problem.badRequest(
          "The body must be a JSON object with a reason of 1 to "
              + MAX_REASON
              + " characters, and may name a subject.");
    }
    final @Nullable String subject =
        fields.hasNonNull("subject") ? fields.get("subject").asText() : null;
    if (subject != null && subject.isEmpty()) {
      throw Problem.badRequest("The subject is empty; leave it out to hold the whole tenant.");
    }
    try {
      return Answer.json(
          200, view(desk.place(call.tenant(), call.entity(), subject, reason, actor(call))));
    } catch (final PrivacyOffice.ExpiryException e) {
      throw expiry(e);
    }
  }

  private Answer lift(final Call call, final byte[] body) {
    try {
      if (!desk.lift(call.tenant(), call.entity(), actor(call))) {
        throw Problem.notFound("The tenant has no legal hold of this id.");
      }
    } catch (final PrivacyOffice.ExpiryException e) {
      throw expiry(e);
    }
    return Answer.json(200, Map.of("holdId", call.entity(), "lifted", true));
  }

  private static Problem expiry(final PrivacyOffice.ExpiryException e) {
    return Problem.conflict(
        "expiry-not-changed",
        "The brokers do not let expiry be changed",
        String.valueOf(e.getMessage()));
  }

  private static String actor(final Call call) {
    final Caller caller = call.caller();
    return caller == null ? "unknown" : caller.subject();
  }

  private static Map<String, Object> view(final Erasure erasure) {
    final Map<String, Object> view = new LinkedHashMap<>();
    view.put("orderId", erasure.order().id());
    view.put("pseudonym", erasure.order().pseudonym());
    view.put("requestedAt", Times.iso(erasure.order().requestedAt()));
    view.put("complete", erasure.complete());
    view.put("tasksAnswered", erasure.answered());
    view.put("tasksExpected", erasure.expected());
    view.put("keysDestroyed", erasure.destroyed());
    return view;
  }

  private static Map<String, Object> view(final LegalHold hold) {
    final Map<String, Object> view = new LinkedHashMap<>();
    view.put("holdId", hold.id());
    view.put("tenantId", hold.tenant());
    view.put("pseudonym", hold.coversTenant() ? null : hold.pseudonym());
    view.put("reason", hold.reason());
    view.put("placedAt", Times.iso(hold.placedAt()));
    view.put("placedBy", hold.placedBy());
    return view;
  }
}
