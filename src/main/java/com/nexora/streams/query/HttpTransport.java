package com.nexora.streams.query;

import com.nexora.streams.runtime.HttpSettings;
import io.javalin.config.JavalinConfig;
import java.util.EnumSet;
import java.util.Optional;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Connections, their threads and bounds: what of the server is Jetty's and knows no route. */
final class HttpTransport {

  private static final int JETTY_THREADS = 16;

  /**
   * Ids hold slashes, percent signs, semicolons and dots, which Jetty refuses in a path if not
   * told.
   */
  private static final UriCompliance IDS_WITH_ANY_CHARACTERS =
      UriCompliance.from(
          EnumSet.of(
              Violation.AMBIGUOUS_PATH_SEPARATOR,
              Violation.AMBIGUOUS_PATH_ENCODING,
              Violation.AMBIGUOUS_PATH_SEGMENT,
              Violation.AMBIGUOUS_PATH_PARAMETER,
              Violation.SUSPICIOUS_PATH_CHARACTERS));

  private HttpTransport() {}

  /** Sets up the transport of a server. */
  static void set(
      final JavalinConfig javalin,
      final HttpSettings settings,
      final Optional<SslContextFactory.Server> tls) {
    javalin.startup.showJavalinBanner = false;
    javalin.startup.showOldJavalinVersionWarning = false;
    javalin.startup.startupWatcherEnabled = false;
    javalin.http.prefer405over404 = true;
    javalin.http.maxRequestSize = settings.maxBodyBytes();
    javalin.http.asyncTimeout = 2 * settings.requestTimeout().toMillis();
    javalin.jetty.threadPool = jettyThreads();
    javalin.jetty.modifyServer(
        server -> {
          server.insertHandler(new GracefulHandler());
          server.setStopTimeout(settings.drainTimeout().toMillis());
          server.setErrorHandler(new ProblemErrors());
        });
    javalin.jetty.modifyServletContextHandler(
        context -> context.getServletHandler().setDecodeAmbiguousURIs(true));
    javalin.jetty.modifyHttpConfiguration(
        http -> {
          http.setUriCompliance(IDS_WITH_ANY_CHARACTERS);
          http.setRequestHeaderSize(settings.maxHeaderBytes());
          http.setSendServerVersion(false);
          http.setSendXPoweredBy(false);
        });
    javalin.jetty.addConnector((server, http) -> connector(server, http, settings, tls));
  }

  private static ServerConnector connector(
      final Server server,
      final HttpConfiguration http,
      final HttpSettings settings,
      final Optional<SslContextFactory.Server> tls) {
    final HttpConnectionFactory plain = new HttpConnectionFactory(http);
    final ServerConnector connector =
        tls.isPresent()
            ? new ServerConnector(
                server, 1, 1, new SslConnectionFactory(tls.get(), plain.getProtocol()), plain)
            : new ServerConnector(server, 1, 1, plain);
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(settings.idleTimeout().toMillis());
    return connector;
  }

  private static QueuedThreadPool jettyThreads() {
    final QueuedThreadPool threads = new QueuedThreadPool(JETTY_THREADS, 4);
    threads.setName("http");
    threads.setDaemon(true);
    return threads;
  }
}
