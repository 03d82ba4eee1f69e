// Instead of the package tr46, which carries 300 kB of Unicode tables: the JDK's IDNA.
module.exports = { toASCII: (domain) => native.domainToAscii(domain) };
