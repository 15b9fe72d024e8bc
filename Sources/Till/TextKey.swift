/// Every text that a till shows or prints. The raw value is its name in a chain's own file.
public enum TextKey: String, Sendable, CaseIterable {
    // words
    case member, receipt, receiptTitle, store, till, cashier, article, phone, document, offer, or, visit, visits
    case points, pendingPoints, rewardCode
    // the field
    case askAny, askPrice, askPayment, askRefund, askChoice, askCustomer, askWrongCustomer, askName, askConsent,
        askPoints
    case askReason, askNumber, askWords, askReceipt, askSupervisor, askPin, askCashier
    // keys
    case keyHelp, keyEnrol, keyMember, keyRedeem, keyRewards, keyPutAside, keyResume, keyReturn, keyReceipt, keyCancel
    case keyCashier, keyLeave, keyBankCard, keyBack
    // what a choice does
    case actHistory, actComplaint, actReplace, actBlock, actRelease, actReturn, actClaim, actMove, actCancel, actReprint
    // how things stand
    case lineDown, agentDown, kept, pointsHere, blocked, unknownCustomer, returning, returningOf, whichOne
    case limitBasket, limitShare, limitNotEnoughHere, limitNotEnoughPoints, limitTooFew
    case total, due, paid, change, refund, saves, earns, bonusLater, wouldEarn, held, saleDone
    case missingNext, missingKeep, missingBy
    // what was done, and what to do
    case quantityNext, askingCentral, notFound, notFoundHere, soldToUnknown, enrolled, knownAlready, putAside, noneAside
    case resumedSame, resumedOther, badBasket, finishFirst, cannotLeave, saleCancelled, nothingToPay, basketFull
    case memberFirst, holdFirst, noPoints, noRewards, pointsAsked, needsAgent, keptHere, noMovements, noPrinter,
        notRecorded, restoredDue, tooLateDue
    // what is known of goods that come back, before money is paid back
    case returnNothing, returnPart, returnPaid, returnPoints, returnPointsLate, returnUnknown
    case didBlock, didReplace, didComplaint, didClaim, didClaimLater, didMove, didCancel, didCancelPoints,
        didCancelTooLate, didCancelNothing, didCancelUnknown
    case didReward
    // what central refused of receipts that were claimed afterwards, by its code
    case claimRefused, claimTooLate, claimTaken, claimAlreadyTheirs, claimNotTheirs, claimPointsUsed, claimCancelled
    case claimOwnCard, claimBlocked, claimNoPurchase
    // what the field refuses
    case refusedUnknown, refusedArticleDigit, refusedCardDigit, refusedDocumentDigit, refusedPhoneLength, refusedEmail
    case refusedPrice, refusedReceipt, refusedTooLong, refusedCustomer, refusedConsent, refusedPoints, refusedTooMany
    case refusedEmpty, refusedChoice, refusedFewest, refusedSteps, refusedPhoneGroups
    // what the agent refuses, by its code
    case problemNotEnoughHere, problemPinRequired, problemBadPin, problemPinLocked, problemRedemptionDenied
    case problemBlocked, problemUnknownCard, problemOfferNotHere, problemUnknownPath, problemNotReady
    case problemUnknownToken, problemUnknownPerson, problemNotSupervisor, problemNumberTaken, problemKeyRetired
    case problemUnknownBasket, problemBasketTaken, problemTooManyBaskets, problemAmbiguousKey, problemUnknownReceipt
    case problemClaimTooLate, problemAlreadyTheirs, problemReceiptTaken, problemRewardNotAvailable, problemUnknownReward
    case problemOwnCard, problemOverShare
    // what the agent remarks of a receipt, by its code
    case flagUnknownCard, flagUnknownKey, flagBlocked, flagUnknownOffer, flagOfferNotUsable, flagTotalsDiffer
    case flagReceiptReused, flagNotReady, flagHoldLapsed, flagNotHeld, flagOverdraft, flagWithoutReceipt,
        flagAmbiguousKey, flagOwnCard, flagOverShare, flagReviewed
    case flagNothingLeft, flagCapped, flagDecidedByCentral, flagNotSameDay, flagTooLate
    // the printed receipt
    case slipSale, slipReturn, slipCancelled, slipKeep, slipAsOf, slipExpiring, slipLater, slipRestored, slipReturnLater
    case slipTooLate
    case discount, pointsDiscount, paidCash, paidCard, paidPoints
    case pointsBefore, pointsEarned, pointsReturned, pointsRestored, pointsRedeemed, pointsAfter, pointsPending
    // movements of points
    case movementPurchase, movementReturn, movementReward

    /// Words that any text may have in braces.
    static let shared: Set<String> = [
        TextKey.member.rawValue, TextKey.receipt.rawValue, TextKey.receiptTitle.rawValue,
    ]
}

extension TillLanguage {
    /// Of this language, each variant over what it shares with the others.
    var texts: [TextKey: String] {
        switch self {
        case .mexico: TextList.spanish
        case .chile: TextList.spanish.merging(TextList.chile) { $1 }
        case .spain: TextList.spanish.merging(TextList.spain) { $1 }
        case .english: TextList.english
        }
    }
}

/// Texts as they are written down: a line each, `key = text`.
enum TextList {
    static func read(_ lines: String) -> [TextKey: String] {
        var texts: [TextKey: String] = [:]
        for line in lines.split(separator: "\n") {
            guard let sign = line.firstRange(of: " = "), let key = TextKey(rawValue: line[..<sign.lowerBound].trimming)
            else { preconditionFailure("\"\(line)\" is no text: a test reads them all") }
            precondition(
                texts.updateValue(line[sign.upperBound...].trimming, forKey: key) == nil, "\(key) stands twice")
        }
        return texts
    }
}
