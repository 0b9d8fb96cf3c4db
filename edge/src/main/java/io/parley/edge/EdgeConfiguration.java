package io.parley.edge;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// All of the edge, for a service that serves users and trusts auth-service. A gateway, which
/// judges but does not serve, imports [EdgeWebConfiguration] and [EdgeTokenConfiguration] and
/// builds a [TokenVerifier] of its own.
@Configuration(proxyBeanMethods = false)
@Import({EdgeWebConfiguration.class, EdgeTokenConfiguration.class, EdgeAccessConfiguration.class})
public class EdgeConfiguration {}
