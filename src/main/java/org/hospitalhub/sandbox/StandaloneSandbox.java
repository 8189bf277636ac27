package org.hospitalhub.sandbox;

import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** Starts the sandbox as a program of its own: only this package and those below, nothing of the hub. */
@Configuration(proxyBeanMethods = false)
@Profile("sandbox")
@ComponentScan
class StandaloneSandbox {}
