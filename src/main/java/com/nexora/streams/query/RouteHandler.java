package com.nexora.streams.query;

import com.nexora.streams.runtime.HttpSettings;
import com.nexora.streams.runtime.StoreUnavailableException;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsNotStartedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a request through admission, parameters, work and answer.
 *
 * <p>The work runs on a bounded pool and within a bounded time: a read that hangs on a slow disk
 * must cost one worker, not the server. The worker makes the whole answer and never touches the
 * request, so that an answer that comes too late goes nowhere.
 */
final class RouteHandler {

  private static final Logger LOG = LoggerFactory.getLogger(RouteHandler.class);

  /** How long a refused body may take that nobody wants, milliseconds. */
  private static final long UNWANTED_BODY_MS = 2_000;

  private final Gatekeeper gatekeeper;
  private final Executor workers;
  private final HttpSettings settings;
  private final String instance;

  RouteHandler(
      final Gatekeeper gatekeeper,
      final Executor workers,
      final HttpSettings settings,
      final String instance) {
    this.gatekeeper = gatekeeper;
    this.workers = workers;
    this.settings = settings;
    this.instance = instance;
  }

  void handle(final Route route, final Context context) {
    if (context.contentLength() > settings.maxBodyBytes()) {
      throw Problem.bodyTooLarge(settings.maxBodyBytes());
    }
    final Caller caller = gatekeeper.admit(route.access(), context.header("Authorization"));
    final String form =
        MediaTypes.best(context.header("Accept"), route.produces(), route.also())
            .orElseThrow(() -> Problem.notAcceptable(route.produces()));
    final Call call =
        new Call(
            context.pathParamMap(),
            Parameters.of(context.queryString(), route.parameters()),
            caller,
            form,
            headers(context));
    Gatekeeper.checkTenant(route.access(), call);
    if (route.direct()) {
      write(context, route.handler().apply(call));
    } else {
      context.future(() -> work(() -> route.handler().apply(call), context));
    }
  }

  /** As {@link #handle(Route, Context)}, for a route that changes something. */
  void handle(final WriteRoute route, final Context context) {
    final Call call;
    try {
      call = call(context, route.access(), route.scope(), route.parameters());
      Gatekeeper.checkTenant(route.access(), call);
    } catch (final Problem problem) {
      context.future(() -> refuseAfterBody(context, problem));
      return;
    }
    final byte[] body = body(context, route);
    context.future(() -> work(() -> route.handler().apply(call, body), context));
  }

  /** As {@link #handle(Route, Context)}, for a route that takes events. */
  void handle(final IntakeRoute route, final Context context) {
    context.future(
        () ->
            take(route, context)
                .handle(
                    (done, error) -> {
                      if (error == null) {
                        write(context, done);
                        return CompletableFuture.completedFuture((Void) null);
                      }
                      return refuseAfterBody(context, problem(error, context));
                    })
                .thenCompose(Function.identity()));
  }

  private CompletableFuture<Answer> take(final IntakeRoute route, final Context context) {
    // The route has bounds of its own; the server's would cut a long stream off.
    context.req().getAsyncContext().setTimeout(0);
    try {
      return route
          .handler()
          .apply(call(context, Access.TENANT_IN_BODY, WriteRoute.WRITE, Set.of()), context.req());
    } catch (final RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Call call(
      final Context context,
      final Access access,
      final String scope,
      final Set<String> parameters) {
    final Caller caller = gatekeeper.admit(access, scope, context.header("Authorization"));
    return new Call(
        context.pathParamMap(),
        Parameters.of(context.queryString(), parameters),
        caller,
        Json.CONTENT_TYPE,
        headers(context));
  }

  /**
   * Refuses, once what is on its way of a body that nobody has begun to read has come. No thread
   * waits for it.
   */
  private CompletableFuture<Void> refuseAfterBody(final Context context, final Problem problem) {
    final CompletableFuture<byte[]> rest;
    try {
      rest = BodyReader.refuse(context.req().getInputStream(), problem);
    } catch (final IOException | IllegalStateException e) {
      // Somebody reads it already, or it is at its end.
      refuse(context, problem);
      return CompletableFuture.completedFuture(null);
    }
    return rest.orTimeout(UNWANTED_BODY_MS, TimeUnit.MILLISECONDS)
        .handle(
            (body, error) -> {
              if (error instanceof TimeoutException) {
                context.header("Connection", "close");
              }
              refuse(context, problem);
              return null;
            });
  }

  /** The headers, read before the work starts: a worker never touches the request. */
  private static Function<String, @Nullable String> headers(final Context context) {
    final Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.putAll(context.headerMap());
    return all::get;
  }

  private byte[] body(final Context context, final WriteRoute route) {
    final long most =
        route.maxBodyBytes() == WriteRoute.SERVER_LIMIT
            ? settings.maxBodyBytes()
            : route.maxBodyBytes();
    if (context.contentLength() > most) {
      throw Problem.bodyTooLarge(most);
    }
    try {
      final byte[] body = context.req().getInputStream().readNBytes(Math.toIntExact(most + 1));
      if (body.length > most) {
        throw Problem.bodyTooLarge(most);
      }
      return body;
    } catch (final IOException e) {
      throw Problem.badRequest("The body ended before it was complete.");
    }
  }

  private CompletableFuture<Void> work(final Supplier<Answer> handler, final Context context) {
    final CompletableFuture<Answer> answer = new CompletableFuture<>();
    try {
      workers.execute(() -> answer(handler, answer));
    } catch (final RejectedExecutionException e) {
      refuse(context, Problem.unavailable("The server has as many requests as it can take."));
      return CompletableFuture.completedFuture(null);
    }
    return answer
        .orTimeout(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (done, error) -> {
              if (error == null) {
                write(context, done);
              } else {
                refuse(context, problem(error, context));
              }
              return null;
            });
  }

  /** Does the work, unless the caller has been told to come back later while it waited. */
  private static void answer(
      final Supplier<Answer> handler, final CompletableFuture<Answer> answer) {
    if (answer.isDone()) {
      return;
    }
    try {
      answer.complete(handler.get());
    } catch (final RuntimeException | Error e) {
      answer.completeExceptionally(e);
    }
  }

  /** What an error becomes outwards; what is not the caller's doing goes to the log in full. */
  Problem problem(final Throwable thrown, final Context context) {
    final Throwable error =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (error instanceof Problem problem) {
      return problem;
    }
    if (error instanceof StoreUnavailableException) {
      return Problem.unavailable("State is being restored or moves: " + error.getMessage() + ".");
    }
    if (error instanceof InvalidStateStoreException
        || error instanceof StreamsNotStartedException) {
      return Problem.unavailable("State is being restored or moves.");
    }
    if (error instanceof TimeoutException) {
      return Problem.unavailable(
          "The answer took longer than " + settings.requestTimeout().toMillis() + " ms.");
    }
    LOG.atError()
        .addKeyValue("method", context.method())
        .addKeyValue("route", context.endpoint().path)
        .setCause(error)
        .log("request failed");
    return Problem.internal();
  }

  void refuse(final Context context, final Problem problem) {
    problem.headers().forEach(context::header);
    context
        .header("Nexora-Instance", instance)
        .status(problem.status())
        .contentType(Json.PROBLEM)
        .result(Json.bytes(problem.body(context.path())));
  }

  private void write(final Context context, final Answer answer) {
    context
        .header("Nexora-Instance", instance)
        .header("Nexora-Role", "active")
        .header("Nexora-Complete", Boolean.toString(answer.complete()))
        .header("Cache-Control", answer.caching());
    answer.headers().forEach(context::header);
    context.status(answer.status()).contentType(answer.contentType()).result(answer.body());
  }
}
