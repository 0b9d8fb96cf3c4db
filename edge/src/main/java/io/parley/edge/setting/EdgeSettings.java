package io.parley.edge.setting;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// What the edge of every service is told, with the names of the environment in `edge.properties`.
///
/// @param authUrl where auth-service is reached
/// @param publicOrigin where browsers reach the platform; the first decides whether cookies are
///   `Secure`
/// @param allowedOrigins further origins that may use cookies
/// @param trustedProxies networks (CIDR) whose `X-Forwarded-For` counts; nobody's by default
/// @param oidcProviders names of the OpenID providers that are trusted; whether there are any is
///   all that the edge asks
/// @param bodyLimit of a request's body; zero switches it off
/// @param bulkBodyLimit the same for the calls of a team's backend and of services; zero switches
///   it off
/// @param bodyTimeout within which a request's body has to be there whole; zero switches it off
/// @param farewell how long a service that goes away waits for a gateway that has not looked at its
///   readiness again; zero: it goes at once
@ConfigurationProperties("parley.edge")
public record EdgeSettings(
    @DefaultValue("http://127.0.0.1:8081") URI authUrl,
    @DefaultValue({"http://localhost:8080", "http://127.0.0.1:8080"}) List<String> publicOrigin,
    @DefaultValue List<String> allowedOrigins,
    @DefaultValue List<String> trustedProxies,
    @DefaultValue List<String> oidcProviders,
    @DefaultValue("128KB") DataSize bodyLimit,
    @DefaultValue("2MB") DataSize bulkBodyLimit,
    @DefaultValue("30s") Duration bodyTimeout,
    @DefaultValue("3s") Duration farewell) {}
