package com.nexora.streams.query;

import com.nexora.streams.deadletter.LetterFilter;
import com.nexora.streams.deadletter.LetterId;
import com.nexora.streams.deadletter.LetterPage;
import com.nexora.streams.deadletter.LetterState;
import com.nexora.streams.deadletter.LetterSummary;
import com.nexora.streams.deadletter.StoredLetter;
import com.nexora.streams.runtime.DeadLetterOffice;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters of a topic: pages of them, one of them, how many, and what to do about one.
 *
 * <p>A token sees the letters of its tenant. A letter whose tenant could not be read may hold
 * anybody's data: only administrators of all tenants see it. What a letter holds of its record is
 * shown to administrators only.
 */
final class LetterRoutes {

  private static final String ONE = "/dlq/{topic}/{partition}/{offset}";
  private static final String STATE = "state";
  private static final String REASON = "reason";
  private static final String TENANT = "tenant";

  private final LetterAccess letters;
  private final String instance;

  LetterRoutes(final LetterAccess letters, final String instance) {
    this.letters = letters;
    this.instance = instance;
  }

  List<Route> routes() {
    return List.of(
        Route.json(
            "/dlq/{topic}",
            Access.TENANT_IN_QUERY,
            Set.of(TENANT, REASON, STATE, Pages.LIMIT, Pages.CURSOR),
            call -> answered(() -> list(call))),
        Route.json(
            "/dlq/{topic}/count",
            Access.TENANT_IN_QUERY,
            Set.of(TENANT, REASON),
            call -> answered(() -> count(call))),
        Route.json(ONE, Access.READER, Set.of(), call -> answered(() -> one(call))));
  }

  List<WriteRoute> writeRoutes() {
    return List.of(
        new WriteRoute(
            WriteRoute.POST,
            ONE + "/replay",
            Access.READER,
            WriteRoute.ADMIN,
            (call, body) -> settled(() -> letters.replay(id(call), seen(call), actor(call)))),
        new WriteRoute(
            WriteRoute.POST,
            ONE + "/discard",
            Access.READER,
            WriteRoute.ADMIN,
            (call, body) -> settled(() -> letters.discard(id(call), seen(call), actor(call)))));
  }

  private Answer list(final Call call) {
    final LetterPage page;
    try {
      page =
          letters.list(
              topic(call),
              filter(call).in(state(call)),
              Pages.limit(call),
              Cursors.text(call.parameters().nonEmpty(Pages.CURSOR)));
    } catch (final IllegalArgumentException e) {
      throw Pages.badCursor();
    }
    return Answer.json(
        new Served.Listing(
            page.letters().stream().map(LetterSummary::fields).toList(),
            Cursors.of(page.nextCursor()),
            Served.active(instance, true)),
        true);
  }

  private Answer count(final Call call) {
    final String topic = topic(call);
    return Answer.json(letters.count(topic, filter(call)).fields(topic), true);
  }

  private Answer one(final Call call) {
    final StoredLetter letter = letters.find(id(call), seen(call)).orElseThrow(this::none);
    return Answer.json(isAdmin(call) ? letter.fields() : letter.withheld(), true);
  }

  private Answer settled(final Supplier<Optional<StoredLetter>> work) {
    return answered(
        () -> {
          try {
            return Answer.json(200, work.get().orElseThrow(this::none).summary().fields());
          } catch (final DeadLetterOffice.RefusedException e) {
            throw refused(e);
          }
        });
  }

  private Problem none() {
    return Problem.notFound(
        "The queue holds no letter there that the token may see; letters expire after 30 days.");
  }

  private static Problem refused(final DeadLetterOffice.RefusedException e) {
    final String detail = String.valueOf(e.getMessage());
    return switch (e.why()) {
      case SETTLED -> Problem.conflict("letter-settled", "The letter is settled", detail);
      case CAP -> Problem.conflict("replay-cap", "The record was replayed too often", detail);
      case EXPIRED -> Problem.conflict("original-expired", "The record has expired", detail);
      case UNPROVEN -> Problem.unavailable(detail);
      case BUSY -> Problem.unavailable(detail);
    };
  }

  /** A broker or registry that does not answer in time is no failure of this server. */
  private static Answer answered(final Supplier<Answer> work) {
    try {
      return work.get();
    } catch (final KafkaException e) {
      throw Problem.unavailable("The queues cannot be read or written just now.");
    }
  }

  private String topic(final Call call) {
    final String topic = call.path().getOrDefault("topic", "");
    if (!letters.hasQueue(topic)) {
      throw Problem.notFound("There is no topic of this name that has a dead letter queue.");
    }
    return topic;
  }

  private LetterId id(final Call call) {
    final String within =
        call.path().getOrDefault("partition", "") + "@" + call.path().getOrDefault("offset", "");
    try {
      return LetterId.parse(topic(call), within);
    } catch (final IllegalArgumentException e) {
      throw Problem.notFound("A letter is named by partition and offset, whole numbers from 0.");
    }
  }

  private static @Nullable LetterState state(final Call call) {
    final String state = call.parameters().nonEmpty(STATE);
    return state == null
        ? null
        : LetterState.of(state)
            .orElseThrow(
                () ->
                    Problem.parameter(
                        STATE, "There is no such state.", "open, replayed, discarded"));
  }

  private static LetterFilter filter(final Call call) {
    final String tenant = call.parameters().nonEmpty(TENANT);
    final LetterFilter seen = tenant == null ? seen(call) : LetterFilter.of(tenant);
    return seen.because(call.parameters().nonEmpty(REASON));
  }

  /** The letters that a caller may see. */
  private static LetterFilter seen(final Call call) {
    final Caller caller = call.caller();
    if (caller == null) {
      throw Problem.forbiddenTenant();
    }
    return caller.isOperator()
        ? new LetterFilter(null, caller.has(WriteRoute.ADMIN), null, null)
        : LetterFilter.of(caller.tenant());
  }

  private static boolean isAdmin(final Call call) {
    final Caller caller = call.caller();
    return caller != null && caller.has(WriteRoute.ADMIN);
  }

  private static String actor(final Call call) {
    final Caller caller = call.caller();
    return caller == null ? "unknown" : caller.subject();
  }
}
