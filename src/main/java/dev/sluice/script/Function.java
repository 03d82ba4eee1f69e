package dev.sluice.script;

import org.graalvm.polyglot.proxy.ProxyExecutable;

/** A function that our JavaScript calls; scripts never see one. */
interface Function extends ProxyExecutable {}
