# include integrations/make/cgone.mk, name what is built, and `make cgone-audit` audits it:
#
#   CGONE_BINARIES = bin/app bin/tool
#   include cgone.mk
CGONE ?= cgone
CGONE_FLAGS ?=

.PHONY: cgone-audit
cgone-audit: $(CGONE_BINARIES)
	$(CGONE) audit $(CGONE_FLAGS) $(CGONE_BINARIES)
