"""Currencies as ISO 4217 codes, from a code, an English name, a sign or an address that ends with one."""

from __future__ import annotations

import re

US_DOLLAR = "USD"
"""What publishers mean who name none: the Registry and the states' catalogs are American."""
NONE = "XXX"
"""ISO 4217's code where no currency can be told; an amount in it is never added to another."""

_NAMES = """
AED UAE Dirham; AFN Afghani; AMD Armenian Dram; ARS Argentine Peso; AUD Australian Dollar; AZN Azerbaijan Manat;
BAM Convertible Mark; BBD Barbados Dollar; BDT Taka; BGN Bulgarian Lev; BHD Bahraini Dinar; BMD Bermudian Dollar;
BOB Boliviano; BRL Brazilian Real; BSD Bahamian Dollar; BWP Pula; BZD Belize Dollar; CAD Canadian Dollar;
CHF Swiss Franc; CLP Chilean Peso; CNY Yuan Renminbi; COP Colombian Peso; CRC Costa Rican Colon; CZK Czech Koruna;
DKK Danish Krone; DOP Dominican Peso; DZD Algerian Dinar; EGP Egyptian Pound; ETB Ethiopian Birr; EUR Euro;
FJD Fiji Dollar; GBP Pound Sterling; GEL Lari; GHS Ghana Cedi; GTQ Quetzal; GYD Guyana Dollar; HKD Hong Kong Dollar;
HNL Lempira; HTG Gourde; HUF Forint; IDR Rupiah; ILS New Israeli Sheqel; INR Indian Rupee; IQD Iraqi Dinar;
IRR Iranian Rial; ISK Iceland Krona; JMD Jamaican Dollar; JOD Jordanian Dinar; JPY Yen; KES Kenyan Shilling; KRW Won;
KWD Kuwaiti Dinar; KYD Cayman Islands Dollar; KZT Tenge; LBP Lebanese Pound; LKR Sri Lanka Rupee; LRD Liberian Dollar;
MAD Moroccan Dirham; MUR Mauritius Rupee; MXN Mexican Peso; MYR Malaysian Ringgit; NAD Namibia Dollar; NGN Naira;
NIO Cordoba Oro; NOK Norwegian Krone; NPR Nepalese Rupee; NZD New Zealand Dollar; OMR Rial Omani; PAB Balboa; PEN Sol;
PHP Philippine Peso; PKR Pakistan Rupee; PLN Zloty; PYG Guarani; QAR Qatari Rial; RON Romanian Leu; RSD Serbian Dinar;
RUB Russian Ruble; RWF Rwanda Franc; SAR Saudi Riyal; SEK Swedish Krona; SGD Singapore Dollar; THB Baht;
TND Tunisian Dinar; TRY Turkish Lira; TTD Trinidad and Tobago Dollar; TWD New Taiwan Dollar; TZS Tanzanian Shilling;
UAH Hryvnia; UGX Uganda Shilling; USD US Dollar; UYU Peso Uruguayo; VND Dong; XAF CFA Franc BEAC;
XCD East Caribbean Dollar; XOF CFA Franc BCEAO; ZAR Rand; ZMW Zambian Kwacha;
USD United States Dollar; USD U.S. Dollar; USD American Dollar; USD Dollar; USD $; USD US$; EUR €; GBP £;
GBP British Pound; GBP UK Pound; GBP Pounds Sterling; CNY Renminbi; CNY Yuan; JPY Japanese Yen; JPY ¥; INR ₹
"""


def _plain(text: str) -> str:
    """Letters and signs alone, in the singular."""
    return re.sub(r"[\s.]+", "", text.lower()).removesuffix("s")


_CODES = {_plain(name): code for code, _, name in (entry.strip().partition(" ") for entry in _NAMES.strip().split(";"))}


def currency_code(text: str | None) -> str:
    """The code; that of the US dollar where nothing is said, `XXX` for what names no currency that is known."""
    word = (text or "").strip().rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1].strip()
    if not word:
        return US_DOLLAR
    if re.fullmatch(r"[A-Za-z]{3}", word) and _plain(word) not in _CODES:
        return word.upper()
    return _CODES.get(_plain(word), NONE)
