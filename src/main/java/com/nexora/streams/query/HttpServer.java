package com.nexora.streams.query;

import com.nexora.streams.audit.PublishedLog;
import com.nexora.streams.catalogue.RetentionClasses;
import com.nexora.streams.catalogue.TenantSettings;
import com.nexora.streams.compliance.RulesSource;
import com.nexora.streams.runtime.Companion;
import com.nexora.streams.runtime.HttpSettings;
import com.nexora.streams.runtime.NexoraApplication;
import com.nexora.streams.runtime.NexoraConfig;
import com.nexora.streams.runtime.ReadableStores;
import com.nexora.streams.runtime.StartupException;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.util.JavalinException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP side of an instance. {@code openapi.yaml} is its contract.
 *
 * <p>Threads, queue, body, URL and time are bounded: an instance under a flood of questions must
 * still process its partitions. Ids may hold any characters, so a path is matched as it was sent
 * and decoded once, segment by segment.
 */
public final class HttpServer implements Companion {

  private static final Set<String> READS = Set.of("GET", "HEAD");
  private static final int QUEUED_PER_WORKER = 4;
  private static final long IDLE_WORKER_SECONDS = 60;

  private final NexoraConfig config;
  private final Clock clock;
  private final RulesSource rules;
  private final PublishedLog log;
  private @Nullable PrivacyAccess privacy;
  private @Nullable LetterAccess letters;
  private Function<ReadableStores, Function<String, TenantSettings>> tenants =
      stores -> tenant -> TenantsInStore.DEFAULTS;
  private @Nullable TenantAccess tenantAccess;
  private @Nullable Function<Backend, Intake> intakes;
  private @Nullable Intake intake;
  private @Nullable Javalin server;
  private @Nullable ThreadPoolExecutor workers;

  /** A server that shows the shipped rules of compliance and knows of no published log. */
  public HttpServer(final NexoraConfig config, final Clock clock) {
    this(config, clock, PublishedLog.none());
  }

  /** A server that shows the shipped rules of compliance. */
  public HttpServer(final NexoraConfig config, final Clock clock, final PublishedLog log) {
    this(config, clock, RulesSource.shipped(), log);
  }

  /**
   * @param rules of compliance that the application judges by
   * @param log what is committed of the trail's logs; is closed with this
   */
  public HttpServer(
      final NexoraConfig config,
      final Clock clock,
      final RulesSource rules,
      final PublishedLog log) {
    this.config = config;
    this.clock = clock;
    this.rules = rules;
    this.log = log;
  }

  /** Adds erasures, legal holds and the reading of encrypted payloads; closed with the server. */
  public HttpServer with(final PrivacyAccess access) {
    privacy = access;
    return this;
  }

  /** Adds dead letters; closed with the server. */
  public HttpServer with(final LetterAccess access) {
    letters = access;
    return this;
  }

  /** Adds the settings of tenants. */
  public HttpServer with(final TenantAccess access) {
    tenantAccess = access;
    return this;
  }

  /** Reads settings of tenants from the stores; without it the defaults hold for every tenant. */
  HttpServer settings(final Function<ReadableStores, Function<String, TenantSettings>> ofTenants) {
    tenants = ofTenants;
    return this;
  }

  /**
   * Adds the taking in of events.
   *
   * @param opener opens it when the server starts, since its clients need a broker that the checks
   *     before the start have seen; closed with the server
   */
  HttpServer taking(final Function<Backend, Intake> opener) {
    intakes = opener;
    return this;
  }

  @Override
  public void start(final NexoraApplication application) {
    start(Backend.of(application, log, tenants.apply(application.stores())));
  }

  /**
   * Starts to answer.
   *
   * @throws StartupException if there is no key to verify tokens with, or the port cannot be opened
   */
  void start(final Backend backend) {
    final HttpSettings settings = config.http();
    final TokenVerifier tokens =
        new TokenVerifier(TokenKeys.of(config.auth()), config.auth(), clock);
    final ThreadPoolExecutor pool = pool(settings);
    workers = pool;
    final RouteHandler handler =
        new RouteHandler(new Gatekeeper(tokens), pool, settings, backend.instance());
    final Optional<SslContextFactory.Server> tls = HttpTls.of(config.httpTls());
    final @Nullable Intake taken = intakes == null ? null : intakes.apply(backend);
    intake = taken;
    final Javalin javalin =
        Javalin.create(
            javalinConfig -> {
              HttpTransport.set(javalinConfig, settings, tls);
              final Map<String, Set<String>> methods = new TreeMap<>();
              final List<Route> routes =
                  routes(backend, clock, rules, config.retentionClasses(), privacy);
              final List<WriteRoute> writes = new ArrayList<>(writeRoutes(privacy));
              if (letters != null) {
                final LetterRoutes more = new LetterRoutes(letters, backend.instance());
                routes.addAll(more.routes());
                writes.addAll(more.writeRoutes());
              }
              routes.addAll(intakeMetrics(taken, backend.instance()));
              routes.addAll(tenantRoutes(backend, tenantAccess));
              writes.addAll(tenantWriteRoutes(backend, tenantAccess));
              for (final Route route : routes) {
                for (final Route one : GatewayPrefix.both(route)) {
                  add(javalinConfig, one, handler);
                  methods.computeIfAbsent(one.pattern(), path -> new TreeSet<>()).addAll(READS);
                }
              }
              for (final WriteRoute route : writes) {
                for (final WriteRoute one : GatewayPrefix.both(route)) {
                  add(javalinConfig, one, handler);
                  methods.computeIfAbsent(one.path(), path -> new TreeSet<>()).add(one.method());
                }
              }
              for (final IntakeRoute route : intakeRoutes(taken)) {
                for (final IntakeRoute one : GatewayPrefix.both(route)) {
                  javalinConfig.routes.post(
                      one.path(), context -> handler.handle(one, context), Access.TENANT_IN_BODY);
                  methods.computeIfAbsent(one.path(), path -> new TreeSet<>()).add(WriteRoute.POST);
                }
              }
              options(javalinConfig, methods);
              errors(javalinConfig, handler);
            });
    try {
      server = javalin.start();
    } catch (final JavalinException e) {
      close();
      throw new StartupException(
          "HTTP cannot listen on "
              + settings.host()
              + ":"
              + settings.port()
              + ": "
              + e.getMessage()
              + " Set http.port to a free port (0 takes any).",
          e);
    }
  }

  /** The port that was opened. */
  public int port() {
    if (server == null) {
      throw new IllegalStateException("the HTTP server has not started");
    }
    return server.port();
  }

  /** Bytes that requests hold which bring events. */
  int memoryInUse() {
    return intake == null ? 0 : intake.memory().used();
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop();
    }
    if (intake != null) {
      intake.close();
    }
    if (privacy != null) {
      privacy.close();
    }
    if (letters != null) {
      letters.close();
    }
    if (workers != null) {
      workers.shutdownNow();
    }
    log.close();
  }

  /** Every route there is. */
  static List<Route> routes(
      final Backend backend,
      final Clock clock,
      final RulesSource rules,
      final RetentionClasses classes,
      final @Nullable PrivacyAccess privacy) {
    final List<Route> routes = new ArrayList<>();
    routes.addAll(new HealthRoutes(backend).routes());
    routes.addAll(new AgentRoutes(backend, clock).routes());
    routes.addAll(new MetricsRoutes(backend, clock).routes());
    routes.addAll(new NamedMetricsRoutes(backend, clock).routes());
    routes.addAll(new AlertRoutes(backend, clock).routes());
    routes.addAll(new ThreatRoutes(backend, clock).routes());
    routes.addAll(new EventRoutes(backend, clock).routes());
    routes.addAll(new AuditKeyRoutes(backend).routes());
    routes.addAll(new AuditRoutes(backend, classes, privacy).routes());
    routes.addAll(new AuditProofRoutes(backend, classes).routes());
    routes.addAll(new LogRoutes(backend, classes).routes());
    routes.addAll(new ComplianceRoutes(backend, clock, rules, classes).routes());
    routes.addAll(new TopologyRoutes(backend).routes());
    return routes;
  }

  /** Every route that changes something; none without access to privacy. */
  static List<WriteRoute> writeRoutes(final @Nullable PrivacyAccess privacy) {
    return privacy == null ? List.of() : new PrivacyRoutes(privacy.desk()).routes();
  }

  /** What is in force for tenants; nothing without access to it. */
  static List<Route> tenantRoutes(final Backend backend, final @Nullable TenantAccess access) {
    return access == null ? List.of() : new TenantConfigRoutes(backend, access).routes();
  }

  /** Changes of what is in force for tenants; none without access to it. */
  static List<WriteRoute> tenantWriteRoutes(
      final Backend backend, final @Nullable TenantAccess access) {
    return access == null ? List.of() : new TenantConfigRoutes(backend, access).writeRoutes();
  }

  static void add(final JavalinConfig javalin, final WriteRoute route, final RouteHandler handler) {
    final Handler answer = context -> handler.handle(route, context);
    switch (route.method()) {
      case WriteRoute.POST -> javalin.routes.post(route.path(), answer, route.access());
      case WriteRoute.PUT -> javalin.routes.put(route.path(), answer, route.access());
      default -> javalin.routes.delete(route.path(), answer, route.access());
    }
  }

  /** What tenants have sent to this instance; none without an intake. */
  static List<Route> intakeMetrics(final @Nullable Intake intake, final String instance) {
    return intake == null ? List.of() : new IntakeMetricsRoutes(intake, instance).routes();
  }

  /** As {@link #intakeMetrics(Intake, String)}, once the server has started. */
  List<Route> intakeMetrics(final String instance) {
    return intakeMetrics(intake, instance);
  }

  /** The routes that take events, once the server has started; none without an intake. */
  List<IntakeRoute> intakeRoutes() {
    return intakeRoutes(intake);
  }

  /** Every route that takes events; none without an intake. */
  static List<IntakeRoute> intakeRoutes(final @Nullable Intake intake) {
    return intake == null ? List.of() : new IntakeRoutes(intake).routes();
  }

  private static void add(
      final JavalinConfig javalin, final Route route, final RouteHandler handler) {
    javalin.routes.get(route.pattern(), context -> handler.handle(route, context), route.access());
    javalin.routes.head(route.pattern(), context -> handler.handle(route, context), route.access());
  }

  /** Every path says which methods it has, to anyone: a token is not needed to ask. */
  private static void options(
      final JavalinConfig javalin, final Map<String, Set<String>> methodsOfPaths) {
    methodsOfPaths.forEach(
        (path, methods) -> {
          methods.add("OPTIONS");
          final String allowed = String.join(", ", methods);
          javalin.routes.options(
              path, context -> context.status(204).header("Allow", allowed), Access.PUBLIC);
        });
  }

  static void errors(final JavalinConfig javalin, final RouteHandler handler) {
    javalin.routes.before(
        context ->
            context
                .header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff"));
    javalin.routes.exception(
        Exception.class,
        (error, context) -> handler.refuse(context, handler.problem(error, context)));
    javalin.routes.exception(
        HttpResponseException.class,
        (error, context) ->
            handler.refuse(
                context,
                error instanceof MethodNotAllowedResponse
                    ? Problem.methodNotAllowed(
                        error.getDetails().getOrDefault("availableMethods", "GET, HEAD, OPTIONS"))
                    : Problem.ofStatus(
                        error.getStatus(),
                        error.getStatus() == 404
                            ? "There is no such route."
                            : "The request cannot be understood.")));
  }

  private static ThreadPoolExecutor pool(final HttpSettings settings) {
    final AtomicInteger number = new AtomicInteger();
    final ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            settings.threads(),
            settings.threads(),
            IDLE_WORKER_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(settings.threads() * QUEUED_PER_WORKER),
            task -> {
              final Thread thread = new Thread(task, "query-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
