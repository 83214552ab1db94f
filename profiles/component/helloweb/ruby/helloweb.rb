#!/usr/bin/env ruby
# Say hello to the web.
#
# Ruby's own library has had no web server since Ruby 3.0, and the gems that
# offer one cannot be had everywhere: this speaks just enough HTTP for a page.

require 'logger'
require 'optparse'
require 'socket'

options = {}
parser = OptionParser.new do |it|
  it.banner = 'usage: helloweb [--logfile FILE] [--name-file FILE] IP PORT [NAME...]'
  it.on('--logfile FILE', 'append the log to this file') { |file| options[:logfile] = file }
  it.on('--name-file FILE', 'read the name to greet from this file') { |file| options[:name_file] = file }
end
ip, port, *name = parser.parse(ARGV)
abort parser.to_s if port.nil?

log_to = $stderr
if options[:logfile]
  log_to = File.open(options[:logfile], 'a')
  log_to.sync = true
end
log = Logger.new(log_to)
log.formatter = proc { |_, time, _, message| "#{time.strftime('%F %T')} #{message}\n" }

# Bytes, whatever the locale: a service is started without one.
name = options[:name_file] ? File.binread(options[:name_file]).strip : name.join(' ').b
body = "Hello ".b + name + "\nfrom Ruby #{RUBY_VERSION}\n".b

server = TCPServer.new(ip, Integer(port))
log.info("listening on #{ip} port #{port}")
loop do
  Thread.new(server.accept) do |client|
    request = client.gets.to_s.chomp
    # the rest of the request is of no interest, but has to be read
    nil until ['', "\r\n", "\n"].include?(client.gets.to_s)
    log.info("#{client.peeraddr(false)[3]} #{request}")
    client.write("HTTP/1.1 200 OK\r\n" \
                 "Content-Type: text/plain; charset=utf-8\r\n" \
                 "Content-Length: #{body.bytesize}\r\n" \
                 "Connection: close\r\n\r\n")
    client.write(body) unless request.start_with?('HEAD ')
  rescue SystemCallError, IOError => e
    log.error(e.message)
  ensure
    client.close
  end
end
